"""The linear loop found in diaries: one couple, all as one, or a study whose couples differ."""

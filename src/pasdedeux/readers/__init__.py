"""Any file in, nouns out: tables of any kind, diaries, questionnaires."""

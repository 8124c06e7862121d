"""Coded talks of many couples: how each partner answers what the other did last."""

"""Figures: SVG drawn from data, one drawing for report, app and notebook."""

"""Report: one self-contained HTML page from a fit."""

"""The grid on which times stand: quarters of a step."""

QUARTERS = 4

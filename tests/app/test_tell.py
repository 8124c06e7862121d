"""Telling on a phone, without script: taps, what is kept, and what the other never sees."""
import re
import pytest
from phones import forms

def test_x(server):
    p = server.phone("alma")
    page = p.submit(p.get("/a/tell"), "/a/tell", form="whole")
    print(page.url, page.text)
    assert page.status_code == 200

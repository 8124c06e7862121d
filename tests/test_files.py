"""Reports of ours are replaced without asking, in whichever language they are; other files are not."""

import pytest

from pasdedeux.errors import InputError
from pasdedeux.files import check_target
from pasdedeux.report import write_report
from pasdedeux.services import saved_fit
from pasdedeux.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_ours_may_be_replaced(tmp_path, language):
    check_target(write_report(saved_fit(), tmp_path / "loop.html", language=language))


@pytest.mark.parametrize("title", ["Letters", "Notes", "Loop report"])
def test_another_page_may_not(tmp_path, title):
    page = tmp_path / "loop.html"
    page.write_text(f"<title>{title}</title>", "utf-8")
    with pytest.raises(InputError, match="a file of this name is there"):
        check_target(page)

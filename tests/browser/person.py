"""One person at a browser of their own: reads, clicks, types, and is told what happened."""

import re
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PASSWORD, Site


class Person:
    """Somebody who finds everything by the words on the screen."""

    def __init__(self, site: Site, email: str, **window: Any) -> None:
        self.site, self.email = site, email
        self.page: Page = site.window(**window)

    def sign_in(self, password: str = PASSWORD) -> Self:
        """Through the form, as everybody does."""
        self.open("/sign-in")
        self.type("Địa chỉ thư điện tử", self.email)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.press("Đăng nhập")
        expect(self.page.locator(".app-user__name")).to_be_attached()
        return self

    def take_invitation(self, password: str = PASSWORD) -> Self:
        """Open the link in the letter, choose a password, agree to the use of one's data."""
        self.page.goto(self.site.letter_link(self.email))
        self.page.get_by_label("Mật khẩu mới", exact=True).fill(password)
        self.page.get_by_label("Ghi lại mật khẩu mới", exact=True).fill(password)
        self.tick("Tôi đã đọc và đồng ý", optional=True)
        self.press("Đặt mật khẩu")
        self.reads("Đã đặt mật khẩu")
        return self

    def open(self, path: str) -> Self:
        """Type an address into the address bar."""
        self.page.goto(path)
        return self

    def follow(self, label: str, *, whole: bool = True) -> Self:
        """Click a link of the page (not of the bar above it) by its words, or by some of them."""
        main = self.page.locator("main, .govuk-breadcrumbs")
        return self._go(main.get_by_role("link", name=label, exact=whole).first)

    def _go(self, link: Locator) -> Self:
        """Click and be on the next page: what is counted then is counted there."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            link.click()
        return self

    def room(self, label: str) -> Self:
        """Click a link of the bar at the top; on a narrow screen the menu is opened first."""
        menu = self.page.get_by_role("link", name="Menu", exact=True)
        if menu.is_visible():
            menu.click()
        bar = self.page.get_by_role("navigation", name="Điều hướng chính")
        return self._go(bar.get_by_role("link", name=label, exact=True))

    def press(self, label: str, told: str = "", *, within: Locator | None = None) -> Self:
        """Press a button, or one that asks first; then read what the page says."""
        place = within or self.page
        asks = place.locator("details.app-ask, details.govuk-details").filter(
            has=self.page.locator("summary", has_text=_exactly(label))
        )
        if asks.count():
            if asks.first.get_attribute("open") is None:
                asks.first.locator("summary").click()
            asks.first.get_by_role("button", name=label, exact=True).click()
        else:
            place.get_by_role("button", name=label, exact=True).first.click()
        if told:
            self.reads(told)
        return self

    def unfold(self, summary: str) -> Self:
        """Open what is folded away under these words."""
        folded = self.page.locator("details:not([open]) > summary", has_text=_exactly(summary))
        if folded.count():
            folded.first.click()
        return self

    def type(self, label: str, text: str) -> Self:
        """Write into the first field with this label that can be seen."""
        self.page.get_by_label(label, exact=True).filter(visible=True).first.fill(text)
        return self

    def choose(self, label: str, option: str | re.Pattern[str]) -> Self:
        """Choose from the list with this label, by the words of the option."""
        field = self.page.get_by_label(label, exact=True).filter(visible=True).first
        choice = field.locator("option", has_text=option).first
        field.select_option(value=choice.get_attribute("value"))
        return self

    def tick(self, label: str, *, optional: bool = False) -> Self:
        """Tick a box or a radio button by words of its label."""
        boxes = self.page.get_by_role("checkbox", name=label)
        box = boxes.or_(self.page.get_by_role("radio", name=label)).first
        if not optional or box.count():
            box.check()
        return self

    def upload(self, label: str, path: Path) -> Self:
        """Choose a file."""
        with self.page.expect_file_chooser() as waiting:
            self.page.get_by_label(label).filter(visible=True).first.click()
        waiting.value.set_files(path)
        return self

    def reads(self, text: str | re.Pattern[str]) -> Self:
        """The page says this, now or soon."""
        expect(self.page.locator("main")).to_contain_text(text)
        return self

    def does_not_read(self, text: str) -> Self:
        """The page does not say this."""
        expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    def waits_for(self, text: str) -> Self:
        """Reload until the worker's result is there."""
        self.site.settle()
        self.page.reload()
        return self.reads(text)

    def sign_undertaking(self) -> Self:
        """Cam kết bảo mật và khách quan, once a year."""
        self.reads("Trước khi ký, không hồ sơ nào hiện ra.")
        self.tick("Tôi đã đọc, hiểu và cam kết").press("Ký cam kết", "Đã ký")
        return self

    def download(self, label: str) -> Path:
        """Click what gives a file, a link or a button; return where the file was kept."""
        main = self.page.locator("main")
        link = main.get_by_role("link", name=label).or_(main.get_by_role("button", name=label))
        with self.page.expect_download() as waiting:
            link.first.click()
        return Path(waiting.value.path())


def _exactly(label: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}\s*$")

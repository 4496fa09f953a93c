"""What one can see of a page in a browser: what axe finds, whether it scrolls sideways, what it fetches, what it complains of."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What axe reads of colours: the rest is the same page in light and dark, and is asked once.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
DESKTOP, TABLET, PHONE, NARROWEST = 1280, 768, 390, 320
HEIGHT = 900
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
MOST_SCRIPT, MOST_STYLE = 30_000, 42_000  # bytes of one page, compressed
# WCAG 1.4.12: what a reader may set, and nothing may be lost.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""
# The page itself may answer 4xx with a form or an error page: the browser says so, and that is no fault.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def findings(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    """Everything axe finds, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # What is half-way between light and dark has neither's contrast.
    page.evaluate("""Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished.catch(() => null)))""")
    # Without fetching style sheets and sounds anew: none of these rules reads them, and it took a third of the time.
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{item['id']}: {node['target']} {node['html'][:160]}" for item in found["violations"] for node in item["nodes"]]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, and text that is cut off where something hides what reaches outside it."""
    return page.evaluate("""() => {
        const room = document.documentElement.clientWidth;
        const name = (element) => [element.tagName.toLowerCase(), ...element.classList].join(".");
        const wrong = [];
        if (document.documentElement.scrollWidth > room)
            wrong.push(`the page is ${document.documentElement.scrollWidth} wide in ${room}`, ...[...document.querySelectorAll("body *")]
                .filter((element) => element.getBoundingClientRect().right > room + 0.5).slice(0, 5).map(name));
        const range = document.createRange();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode;
            if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
            range.selectNodeContents(text);
            const { left, right } = range.getBoundingClientRect();
            for (let around = text.parentElement; around !== document.body; around = around.parentElement) {
                const overflow = getComputedStyle(around).overflowX;
                if (overflow === "visible") continue;
                const edges = around.getBoundingClientRect();
                // What can be scrolled can be read; what is one pixel wide is for those who listen.
                if (overflow !== "hidden" && overflow !== "clip" || edges.width <= 1) break;
                if (right <= edges.right + 0.5 && left >= edges.left - 0.5) continue;
                wrong.push(`${name(around)} cuts off "${text.data.trim().slice(0, 60)}"`);
                break;
            }
        }
        return wrong;
    }""")


def at_all_sizes(page: Page) -> list[str]:
    """axe in light and dark on desktop and phone, and no sideways scroll however narrow, with what is seen now left as it is."""
    wrong: list[str] = []
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"{width}: {line}" for line in too_wide(page)]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{width} {scheme}: {line}" for line in findings(page, RULES if scheme == "light" else COLOURS)]
    page.set_viewport_size({"width": TABLET, "height": HEIGHT})
    wrong += [f"{TABLET}: {line}" for line in too_wide(page)]
    wrong += narrowest(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
    return wrong


def well(page: Page) -> None:
    page.wait_for_load_state("load")
    wrong = at_all_sizes(page)
    assert not wrong, "\n".join([page.url, *wrong])


def narrowest(page: Page) -> list[str]:
    """At 320 px, as one sees it with 400 % zoom; and once more with the room between letters and lines that a reader may ask for."""
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    wrong = [f"{NARROWEST}: {line}" for line in too_wide(page)]
    with sheet(page, SPACED):
        return wrong + [f"{NARROWEST}, spaced: {line}" for line in too_wide(page)]


@contextmanager
def sheet(page: Page, css: str) -> Iterator[None]:
    """The reader's own style sheet, which no policy of ours forbids."""
    page.evaluate("css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet); }", css)
    yield
    page.evaluate("() => { document.adoptedStyleSheets.pop(); }")


class Watch:
    """What the pages of one context fetch and complain of."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.bodies: dict[str, tuple[str, int]] = {}
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._came)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not ANSWERED.match(message.text):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.complaints.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # One who goes on to the next page breaks off what the last one was still fetching.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _came(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 400 and kind not in {"document", "xhr", "fetch"}:
            self.complaints.append(f"{response.status}: {response.url}")
        if kind in {"script", "stylesheet"} and response.ok and response.url not in self.bodies:
            try:
                self.bodies[response.url] = kind, len(gzip.compress(response.body()))
            except Error:
                return  # the page has gone on

    def weight(self, page: Page, kind: str) -> int:
        """Bytes of one kind that the page uses, compressed as they are sent."""
        selector = "script[src]" if kind == "script" else "link[rel=stylesheet]"
        urls = page.eval_on_selector_all(selector, "all => all.map(one => one.src || one.href)")
        return sum(self.bodies[url][1] for url in urls if self.bodies[url][0] == kind)

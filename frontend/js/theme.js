/* Runs before the page is drawn, so that a chosen light or dark theme does not flash. */
const chosen = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.colorScheme = chosen[1];

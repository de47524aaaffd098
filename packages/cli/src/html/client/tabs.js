{
  const tabs = [...document.querySelectorAll("[role=tab]")].filter((tab) => tab instanceof HTMLElement);

  /** @param {HTMLElement} chosen */
  const select = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel !== null) panel.hidden = !isChosen;
    }
  };

  const followHash = () => {
    const hash = new URLSearchParams(location.hash.slice(1));
    const isOnChecks = ["test", "verdict", "kind", "q"].some((key) => hash.has(key));
    const id = isOnChecks ? "tab-checks" : `tab-${hash.get("tab")}`;
    const tab = tabs.find((tab) => tab.id === id);
    if (tab === undefined) return;
    select(tab);
    if (!isOnChecks) tab.scrollIntoView();
  };

  for (const [index, tab] of tabs.entries()) {
    const choose = (/** @type {number} */ at) => {
      const next = tabs[(at + tabs.length) % tabs.length] ?? tab;
      select(next);
      next.focus();
      history.replaceState(null, "", `#tab=${next.id.replace("tab-", "")}`);
    };
    tab.addEventListener("click", () => choose(index));
    tab.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowRight") choose(index + 1);
      if (key === "ArrowLeft") choose(index - 1);
      if (key === "Home") choose(0);
      if (key === "End") choose(tabs.length - 1);
    });
  }
  if (tabs[0] !== undefined) select(tabs[0]);
  followHash();
  addEventListener("hashchange", followHash);
}

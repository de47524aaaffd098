// The keys are those of the tree pattern of the ARIA Authoring Practices.
{
  const ITEM = "[role=treeitem]";

  /** @param {Element} item */
  const isFolded = (item) => item.getAttribute("aria-expanded") === "false";

  /** @param {Element} item */
  const toggle = (item) => {
    if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(isFolded(item)));
  };

  /** @param {Element | null | undefined} item @param {Element} tree */
  const focusOn = (item, tree) => {
    if (!(item instanceof HTMLElement)) return;
    for (const other of tree.querySelectorAll(`${ITEM}[tabindex="0"]`)) other.setAttribute("tabindex", "-1");
    item.tabIndex = 0;
    item.focus();
  };

  /** @param {Element} tree */
  const visibleItems = (tree) =>
    [...tree.querySelectorAll(ITEM)].filter(
      (item) => item.parentElement?.closest(`${ITEM}[aria-expanded="false"]`) === null,
    );

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || getSelection()?.isCollapsed === false) return;
    const item = event.target.closest(".step")?.closest(ITEM);
    const tree = item?.closest("[role=tree]");
    if (item === null || item === undefined || tree === null || tree === undefined) return;
    toggle(item);
    focusOn(item, tree);
  });

  document.addEventListener("keydown", (event) => {
    const item = event.target instanceof Element && event.target.matches(ITEM) ? event.target : null;
    const tree = item?.closest("[role=tree]");
    if (item === null || tree === null || tree === undefined) return;
    const items = visibleItems(tree);
    const at = items.indexOf(item);
    const canFold = item.hasAttribute("aria-expanded");
    switch (event.key) {
      case "ArrowDown":
        focusOn(items[at + 1], tree);
        break;
      case "ArrowUp":
        focusOn(items[at - 1], tree);
        break;
      case "Home":
        focusOn(items[0], tree);
        break;
      case "End":
        focusOn(items.at(-1), tree);
        break;
      case "ArrowRight":
        if (isFolded(item)) toggle(item);
        else focusOn(item.querySelector(ITEM), tree);
        break;
      case "ArrowLeft":
        if (canFold && !isFolded(item)) toggle(item);
        else focusOn(item.parentElement?.closest(ITEM), tree);
        break;
      case "Enter":
      case " ":
        toggle(item);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}

{
  const list = document.getElementById("rows");
  const packed = document.getElementById("details");
  const filter = document.getElementById("filter");
  const textInput = document.getElementById("filter-text");
  const kindSelect = document.getElementById("filter-kind");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");

  if (
    list !== null &&
    packed !== null &&
    filter !== null &&
    shown !== null &&
    nothing !== null &&
    textInput instanceof HTMLInputElement &&
    kindSelect instanceof HTMLSelectElement
  ) {
    const rows = [...list.children].filter((row) => row instanceof HTMLElement);
    const verdicts = [...filter.querySelectorAll("input[name=verdict]")].filter(
      (input) => input instanceof HTMLInputElement,
    );
    /** @type {{ size: number, chunks: string[] }} */
    const details = JSON.parse(packed.textContent ?? "");
    /** @type {Map<number, Promise<string[]>>} */
    const unpacked = new Map();

    /** @param {string} chunk @returns {Promise<string[]>} */
    const unpack = async (chunk) => {
      const bytes = Uint8Array.from(atob(chunk), (sign) => sign.charCodeAt(0));
      const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return JSON.parse(await new Response(text).text());
    };

    /** @param {HTMLDetailsElement} element */
    const fill = async (element) => {
      const place = element.querySelector(".details");
      if (place === null || place.childElementCount > 0) return;
      const index = Number(element.dataset["index"]);
      const chunk = Math.floor(index / details.size);
      const parts = unpacked.get(chunk) ?? unpack(details.chunks[chunk] ?? "");
      unpacked.set(chunk, parts);
      const text = (await parts)[index % details.size] ?? "";
      // Opened and closed and opened again, it is filled once.
      if (place.childElementCount === 0) place.innerHTML = text;
    };

    const readHash = () => new URLSearchParams(location.hash.slice(1));

    /** @param {(hash: URLSearchParams) => void} change */
    const changeHash = (change) => {
      const hash = readHash();
      hash.delete("tab");
      change(hash);
      history.replaceState(null, "", hash.size === 0 ? location.pathname + location.search : `#${hash}`);
    };

    const chosenVerdict = () => verdicts.find(({ checked }) => checked)?.value ?? "all";

    /** @param {HTMLElement} row */
    const textOf = (row) => `${row.textContent} ${row.dataset["words"]}`.toLowerCase();
    /** @type {string[] | undefined} */
    let texts;

    const applyFilter = () => {
      const verdict = chosenVerdict();
      const kind = kindSelect.value;
      const words = textInput.value.toLowerCase().split(/\s+/).filter(Boolean);
      // What is inside an opened row is not searched, or the same filter would show other rows later.
      texts ??= rows.map(textOf);
      let count = 0;
      for (const [index, row] of rows.entries()) {
        const isShown =
          (verdict === "all" || row.dataset["standing"] === verdict) &&
          (kind === "all" || row.dataset["kind"] === kind) &&
          words.every((word) => texts?.[index]?.includes(word));
        row.hidden = !isShown;
        if (isShown) count++;
      }
      nothing.hidden = count > 0;
      shown.textContent = `${count.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")} shown`;
    };

    const filterChanged = () => {
      applyFilter();
      changeHash((hash) => {
        for (const [key, value, none] of [
          ["verdict", chosenVerdict(), "all"],
          ["kind", kindSelect.value, "all"],
          ["q", textInput.value, ""],
        ]) {
          if (key === undefined || value === undefined || value === none) hash.delete(key ?? "");
          else hash.set(key, value);
        }
      });
    };

    /** @param {URLSearchParams} hash */
    const setFilter = (hash) => {
      const verdict = hash.get("verdict") ?? "all";
      for (const input of verdicts) input.checked = input.value === verdict;
      kindSelect.value = hash.get("kind") ?? "all";
      if (kindSelect.selectedIndex < 0) kindSelect.value = "all";
      textInput.value = hash.get("q") ?? "";
      applyFilter();
    };

    const followHash = async () => {
      const hash = readHash();
      if (["verdict", "kind", "q"].some((key) => hash.has(key))) {
        setFilter(hash);
        list.scrollIntoView();
      }
      const element = document.getElementById(`test-${hash.get("test")}`);
      if (!(element instanceof HTMLDetailsElement)) return;
      if (element.closest("li")?.hidden === true) setFilter(new URLSearchParams());
      element.open = true;
      await fill(element);
      element.scrollIntoView({ block: "start" });
      element.querySelector("summary")?.focus({ preventScroll: true });
    };

    list.addEventListener(
      "toggle",
      ({ target }) => {
        // The folded tables inside the details toggle too.
        if (!(target instanceof HTMLDetailsElement) || target.dataset["index"] === undefined) return;
        const id = target.id.replace("test-", "");
        if (target.open) void fill(target);
        changeHash((hash) => {
          if (target.open) hash.set("test", id);
          else if (hash.get("test") === id) hash.delete("test");
        });
      },
      { capture: true },
    );
    filter.addEventListener("input", filterChanged);
    filter.hidden = false;
    applyFilter();
    void followHash();
    addEventListener("hashchange", () => void followHash());
  }
}

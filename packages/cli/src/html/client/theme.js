// Runs before the page is drawn, so that it does not flash in the other theme.
{
  const KEY = "leakproof-theme";

  // A page opened from a file may have no storage.
  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto";
    }
  };

  /** @param {string} theme */
  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It holds until the page is closed.
    }
  };

  /** @param {string} theme */
  const apply = (theme) => {
    document.documentElement.dataset["theme"] = theme;
  };

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("theme");
    if (field === null) return;
    field.hidden = false;
    for (const input of field.querySelectorAll("input")) {
      input.checked = input.value === stored();
      input.addEventListener("change", () => {
        apply(input.value);
        keep(input.value);
      });
    }
  });
}

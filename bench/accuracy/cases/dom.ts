import { createRequire } from "node:module";
import type { Pair } from "../pair.ts";

/** A page, under jsdom. */
export const dom: readonly Pair[] = [
  {
    name: "elements taken out of the page",
    leaky: () => {
      const { document } = openPage();
      const removed: PageElement[] = [];
      return {
        body: () => {
          const item = document.createElement("li");
          document.body.append(item);
          item.remove();
          removed.push(item);
        },
      };
    },
    clean: () => {
      const { document } = openPage();
      return {
        body: () => {
          const item = document.createElement("li");
          document.body.append(item);
          item.remove();
        },
      };
    },
  },
  {
    name: "elements that stay in the page",
    leaky: () => {
      const { document } = openPage();
      return { body: () => document.body.append(document.createElement("div")) };
    },
    clean: () => {
      const { document } = openPage();
      return {
        body: () => {
          document.body.append(document.createElement("div"));
          document.body.replaceChildren();
        },
      };
    },
  },
  {
    name: "listeners of components on the window",
    leaky: () => {
      const window = openPage();
      return { body: () => window.addEventListener("resize", () => {}) };
    },
    clean: () => {
      const window = openPage();
      return {
        body: () => {
          const listener = (): void => {};
          window.addEventListener("resize", listener);
          window.dispatchEvent(new window.Event("resize"));
          window.removeEventListener("resize", listener);
        },
      };
    },
  },
  {
    name: "observers of the page",
    leaky: () => {
      const window = openPage();
      return { body: () => new window.MutationObserver(() => {}).observe(window.document.body, { childList: true }) };
    },
    clean: () => {
      const window = openPage();
      return {
        body: () => {
          const observer = new window.MutationObserver(() => {});
          observer.observe(window.document.body, { childList: true });
          observer.disconnect();
        },
      };
    },
  },
  {
    name: "entries of the store of the page",
    leaky: () => {
      const { localStorage } = openPage();
      return { body: () => localStorage.setItem(`key ${localStorage.length}`, "value") };
    },
    clean: () => {
      const { localStorage } = openPage();
      return { body: () => localStorage.setItem("key", "value") };
    },
  },
];

/** What is used here of a window. */
interface Page extends EventTarget {
  readonly document: {
    readonly body: { readonly append: (element: PageElement) => void; readonly replaceChildren: () => void };
    readonly createElement: (name: string) => PageElement;
  };
  readonly localStorage: { readonly length: number; readonly setItem: (key: string, value: string) => void };
  readonly Event: typeof Event;
  readonly MutationObserver: new (callback: () => void) => {
    readonly observe: (target: unknown, options: { readonly childList: boolean }) => void;
    readonly disconnect: () => void;
  };
}

interface PageElement {
  readonly remove: () => void;
}

// Only the host has jsdom.
function openPage(): Page {
  const { JSDOM } = createRequire(import.meta.url)("jsdom") as {
    readonly JSDOM: new (html: string, options: { readonly url: string }) => { readonly window: Page };
  };
  return new JSDOM("<!doctype html><body></body>", { url: "http://localhost/" }).window;
}

import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { performance, createHistogram } from "node:perf_hooks";
import { inspect } from "node:util";
import { compileFunction, createContext, runInContext, Script } from "node:vm";
import { MessageChannel, Worker } from "node:worker_threads";
import type { Pair } from "../pair.ts";

/** What the runtime keeps: modules, contexts, marks, symbols, workers, formats. */
export const platform: readonly Pair[] = [
  {
    name: "a list in the module",
    leaky: () => ({ body: () => void requestsOfModule.push({ at: requestsOfModule.length }), end: forgetRequests }),
    clean: () => ({ body: () => void (lastOfModule = { at: typeof lastOfModule }) }),
  },
  {
    name: "properties of the global object",
    leaky: () => {
      const names: string[] = [];
      return {
        body: () => {
          const name = `accuracy_${names.length}`;
          names.push(name);
          (globalThis as Record<string, unknown>)[name] = {};
        },
        end: () => names.forEach((name) => delete (globalThis as Record<string, unknown>)[name]),
      };
    },
    clean: () => ({
      body: () => {
        (globalThis as Record<string, unknown>)["accuracy"] = {};
        delete (globalThis as Record<string, unknown>)["accuracy"];
      },
    }),
  },
  {
    name: "symbols of the global registry",
    leaky: () => {
      const symbols: symbol[] = [];
      return { body: () => void symbols.push(Symbol.for(`accuracy ${symbols.length}`)) };
    },
    clean: () => {
      let n = 0;
      return { body: () => Symbol.for(`accuracy ${n++ % 10}`) };
    },
  },
  {
    name: "channels by name",
    leaky: () => {
      const channels: object[] = [];
      return { body: () => void channels.push(channel(`accuracy ${channels.length}`)) };
    },
    clean: () => {
      let n = 0;
      return { body: () => channel(`accuracy ${n++ % 10}`).hasSubscribers };
    },
  },
  {
    name: "marks of the timeline",
    leaky: () => ({ body: () => void performance.mark("accuracy"), end: () => performance.clearMarks() }),
    clean: () => ({
      body: () => {
        performance.mark("accuracy");
        performance.clearMarks("accuracy");
      },
    }),
  },
  {
    name: "histograms",
    leaky: () => {
      const histograms: object[] = [];
      return { body: () => void histograms.push(createHistogram()) };
    },
    clean: () => {
      const histogram = createHistogram();
      return { body: () => histogram.record(1 + (histogram.count % 100)) };
    },
  },
  {
    name: "compiled functions",
    leaky: () => {
      const kept: unknown[] = [];
      return { body: () => void kept.push(compileFunction(`return ${kept.length}`)) };
    },
    clean: () => ({ body: () => (compileFunction("return 1") as () => number)() }),
  },
  {
    name: "templates compiled from new text in every call",
    leaky: () => {
      const kept = new Map<string, unknown>();
      return {
        body: () => {
          const text = `return "Dear ${kept.size}, " + name`;
          kept.set(text, compileFunction(text, ["name"]));
        },
      };
    },
    clean: () => {
      const kept = new Map<string, unknown>();
      let n = 0;
      return {
        body: () => {
          const text = `return "Dear ${n++ % 8}, " + name`;
          kept.set(text, kept.get(text) ?? compileFunction(text, ["name"]));
        },
      };
    },
  },
  {
    name: "scripts",
    leaky: () => {
      const kept: Script[] = [];
      return { body: () => void kept.push(new Script(`const a = ${kept.length}; a + 1`)) };
    },
    clean: () => ({ body: () => new Script("({ a: 1 })").runInThisContext() as unknown }),
  },
  {
    name: "results of scripts whose text is new in every call",
    leaky: () => {
      const results: object[] = [];
      return { body: () => void results.push(new Script(`({ a: ${results.length} })`).runInThisContext() as object) };
    },
    clean: () => {
      let n = 0;
      return { body: () => new Script(`({ a: ${n++} })`).runInThisContext() as unknown };
    },
  },
  {
    name: "contexts of their own",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push(createContext({ at: kept.length })) };
    },
    clean: () => ({ body: () => runInContext("1 + 1", createContext({})) as unknown }),
  },
  {
    name: "formats of dates",
    leaky: () => {
      const kept: Intl.DateTimeFormat[] = [];
      return { body: () => void kept.push(new Intl.DateTimeFormat("de", { dateStyle: "short" })) };
    },
    clean: () => ({ body: () => new Intl.DateTimeFormat("de", { dateStyle: "short" }).format(0) }),
  },
  {
    name: "formats of numbers by currency",
    leaky: () => {
      const kept = new Map<number, Intl.NumberFormat>();
      return { body: () => void kept.set(kept.size, new Intl.NumberFormat("en", { minimumFractionDigits: 2 })) };
    },
    clean: () => {
      const kept = new Map<string, Intl.NumberFormat>();
      const currencies = ["EUR", "USD", "JPY", "INR"];
      let n = 0;
      return {
        body: () => {
          const currency = currencies[n++ % 4] ?? "EUR";
          const format = kept.get(currency) ?? new Intl.NumberFormat("en", { style: "currency", currency });
          kept.set(currency, format);
          return format.format(n);
        },
      };
    },
  },
  {
    name: "texts in the local format",
    leaky: () => {
      const kept: string[] = [];
      return { body: () => void kept.push(new Date(kept.length).toLocaleDateString("fr")) };
    },
    clean: () => {
      const locales = ["de", "fr", "en", "ja", "pt", "sv"];
      let n = 0;
      return { body: () => (12_345.6 * n).toLocaleString(locales[n++ % 6]) };
    },
  },
  {
    name: "words of a text",
    leaky: () => {
      const kept: object[] = [];
      const words = new Intl.Segmenter("en", { granularity: "word" });
      return { body: () => void kept.push(words.segment("some words in a row")) };
    },
    clean: () => {
      const words = new Intl.Segmenter("en", { granularity: "word" });
      return { body: () => [...words.segment("some words in a row")].length };
    },
  },
  {
    name: "what is inspected",
    leaky: () => {
      const kept: string[] = [];
      return { body: () => void kept.push(inspect({ at: kept.length, nested: [{}] })) };
    },
    clean: () => ({ body: () => inspect({ at: new Date(0), nested: [new Map([[1, { a: new Set([1]) }]])] }) }),
  },
  {
    name: "ports of channels",
    leaky: () => {
      const ports: MessageChannel["port1"][] = [];
      return {
        body: () => void ports.push(new MessageChannel().port1),
        end: () => ports.forEach((port) => port.close()),
      };
    },
    clean: () => ({
      body: async () => {
        const { port1, port2 } = new MessageChannel();
        const closed = once(port2, "close");
        port2.on("message", () => port1.close());
        port1.postMessage({ text: "hello" });
        await closed;
      },
    }),
  },
  {
    name: "questions to a worker",
    leaky: () => {
      const open = new Map<number, object>();
      return askWorker((id) => open.set(id, { id }));
    },
    clean: () => {
      const open = new Map<number, object>();
      return askWorker(
        (id) => open.set(id, { id }),
        (id) => open.delete(id),
      );
    },
  },
];

const requestsOfModule: object[] = [];
let lastOfModule: object | undefined;

function forgetRequests(): void {
  requestsOfModule.length = 0;
}

const ECHO =
  'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (id) => parentPort.postMessage(id));';

async function askWorker(
  begin: (id: number) => unknown,
  finish: (id: number) => unknown = () => {},
): Promise<{ body: () => Promise<void>; end: () => Promise<number> }> {
  const worker = new Worker(ECHO, { eval: true });
  await once(worker, "online");
  let id = 0;
  return {
    body: async () => {
      begin(++id);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, no window
      worker.postMessage(id);
      const [answer] = (await once(worker, "message")) as [number];
      finish(answer);
    },
    end: () => worker.terminate(),
  };
}

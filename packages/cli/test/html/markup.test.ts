import fc from "fast-check";
import { expect, test } from "vitest";
import { html } from "../../src/html/markup.ts";

test("text is escaped, in elements and in attributes", () => {
  const hostile = `"><script>alert('&')</script>`;

  const markup = html`<p title="${hostile}">${hostile}</p>`;

  expect(markup.toString()).toMatchInlineSnapshot(
    `"<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>"`,
  );
});

test("markup inside markup is escaped once, and lists are joined", () => {
  const items = ["a&b", "c"].map((text) => html`<li>${text}</li>`);

  expect(html`<p>${items}${undefined}${1}</p>`.toString()).toBe("<p><li>a&amp;b</li><li>c</li>1</p>");
});

test("no text has a sign that begins an element, ends an attribute or begins a reference of its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."&<>\"'\0;#a1") }), (text) => {
      const written = html`${text}`.toString();
      expect(written.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toMatch(/[&<>"'\0]/);
    }),
  );
});

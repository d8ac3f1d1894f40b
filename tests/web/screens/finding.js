// What a person finds on a page: names as they are read aloud or shown. Evaluated anew for each question; changes nothing.
(() => {
  const PRESSABLE = "button, a[href], input, select, textarea, summary, [role=option], [role=slider], [tabindex]";
  const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  /** Also what is in shadow roots. */
  function* all(selector, root = document) {
    yield* root.querySelectorAll(selector);
    for (const each of root.querySelectorAll("*")) if (each.shadowRoot) yield* all(selector, each.shadowRoot);
  }

  function name(element) {
    const root = element.getRootNode();
    const labelled = element.getAttribute("aria-labelledby")?.split(" ").map((id) => root.getElementById(id)?.textContent);
    const label = labelled?.join(" ") ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
    return words(label ?? element.textContent ?? element.title);
  }

  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  /** Which element of the page is on top at a point, in shadow roots too. */
  function top(x, y, root = document) {
    const found = root.elementFromPoint(x, y);
    return found?.shadowRoot && found.shadowRoot !== root ? top(x, y, found.shadowRoot) : found;
  }

  function place(element) {
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top: above, width, height } = element.getBoundingClientRect();
    const [x, y] = [Math.round(left + width / 2), Math.round(above + height / 2)];
    const over = top(x, y);
    const covered = !over || !(element.contains(over) || over.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(over)));
    return { x, y, ready: !covered && !element.disabled, pressed: element.getAttribute("aria-pressed"), value: element.value };
  }

  return {
    /** Where to press what is called so, or begins so: what is ready first. Null if nothing is shown. */
    control(wanted) {
      const named = [...all(PRESSABLE)].filter(shown).map((element) => [element, name(element)]);
      const exact = named.filter(([, found]) => found === wanted);
      const found = exact.length ? exact : named.filter(([, name]) => name.startsWith(wanted));
      const places = found.map(([element]) => place(element));
      return places.find(({ ready }) => ready) ?? places[0] ?? null;
    },
    /** All that can be read, a line each. */
    text() {
      const roots = [document.body, ...[...all("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean)];
      const parts = roots.flatMap((root) => (root.innerText !== undefined ? [root] : [...root.children]));
      const named = [...all("[aria-label]")].filter(shown).map((each) => each.getAttribute("aria-label"));
      return [...parts.map(({ innerText }) => innerText ?? ""), ...named, document.title].join("\n");
    },
  };
})()

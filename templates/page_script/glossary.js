/* Words of the glossary are explained where they stand: by pointer, keyboard and touch. */
function explainTerms() {
  const meanings = new Map([...document.querySelectorAll("#glossary dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]));
  const tip = make("div", { class: "tip", role: "tooltip", id: "tip", hidden: "" });
  document.body.append(tip);
  let open = null;

  function show(term) {
    hide();
    open = term;
    tip.textContent = meanings.get(term.dataset.term);
    tip.hidden = false;
    term.setAttribute("aria-describedby", "tip");
    const { left, bottom } = term.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8)) + scrollX}px`;
    tip.style.top = `${bottom + scrollY + 6}px`;
  }

  function hide() {
    open?.removeAttribute("aria-describedby");
    tip.hidden = true;
    open = null;
  }

  for (const place of document.querySelectorAll("[data-term]")) {
    if (!meanings.has(place.dataset.term)) continue;
    const term = make("button", { type: "button", class: "term", "data-term": place.dataset.term }, ...place.childNodes);
    place.replaceChildren(term);
    term.addEventListener("pointerenter", () => show(term));
    term.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
    term.addEventListener("focus", () => show(term));
    term.addEventListener("blur", hide);
    term.addEventListener("click", () => show(term));
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

/* Words of the glossary are explained where they stand: by pointer, keyboard and touch. */
function explainTerms() {
  const meanings = new Map([...document.querySelectorAll("#glossary dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]));
  const tip = make("div", { class: "tip", role: "tooltip", id: "tip", hidden: "" });
  document.body.append(tip);
  for (const place of document.querySelectorAll("[data-terms]")) markTerms(place, meanings, (term) => listen(term, tip, meanings));
  addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
}

/** Make a button of the first place where each word of the glossary stands in an element, the longest word first. */
function markTerms(place, meanings, onTerm) {
  for (const word of [...meanings.keys()].sort((a, b) => b.length - a.length)) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const at = wordAt(text.data, word);
      if (at < 0 || text.parentElement.closest("a, button, summary, svg")) continue;
      const found = text.splitText(at);
      found.splitText(word.length);
      const term = make("button", { type: "button", class: "term", "data-term": word }, found.data);
      found.replaceWith(term);
      onTerm(term);
      break;
    }
  }
}

/** Return where a word stands in a text, as a whole word and also with a small first letter; -1 if it does not. */
function wordAt(text, word) {
  const escaped = word.slice(1).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const either = `[${word[0].toUpperCase()}${word[0].toLowerCase()}]`;
  return text.search(new RegExp(`(?<![\\w.])${either}${escaped}(?!\\w)`));
}

function listen(term, tip, meanings) {
  const show = () => {
    tip.textContent = meanings.get(term.dataset.term);
    tip.hidden = false;
    const { left, bottom } = term.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8)) + scrollX}px`;
    tip.style.top = `${bottom + scrollY + 6}px`;
  };
  const hide = () => { tip.hidden = true; };
  term.setAttribute("aria-describedby", tip.id);
  term.addEventListener("pointerenter", show);
  term.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
  term.addEventListener("focus", show);
  term.addEventListener("blur", hide);
  term.addEventListener("click", show);
}

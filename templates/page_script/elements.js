/* Elements of the page, made and filled with text: nothing that an org holds is ever read as markup. */
const content = JSON.parse(document.getElementById("content").textContent);
const { say, words } = content;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const count = (number) => number.toLocaleString("en-US");
const byId = (id) => document.getElementById(id);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function button(label, onClick, attributes = {}) {
  const element = make("button", { type: "button", class: "b", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

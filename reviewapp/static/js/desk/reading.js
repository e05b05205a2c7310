// Reading settings: applied at once, remembered in a cookie of this account that the server reads for the next page.
// A page that was fetched before the change gets them too.

const NAMES = ["size", "leading", "face", "ground", "keys"];
let chosen = null; // since this page was opened

export function setUpReading({ root, section, signal }) {
  const text = root.querySelector("[data-reading]");
  const controls = [...root.querySelectorAll("[data-setting]")];
  const valueOf = (name) => {
    const control = controls.find((c) => c.dataset.setting === name && (c.checked || c.type === "checkbox"));
    return control.type === "checkbox" ? control.dataset[control.checked ? "on" : "off"] : control.value;
  };
  if (chosen) {
    for (const control of controls) control.checked = [control.value, control.dataset.on].includes(chosen[control.dataset.setting]);
    apply(text, section);
  }
  for (const control of controls) {
    control.addEventListener("change", () => {
      chosen = Object.fromEntries(NAMES.map((name) => [name, valueOf(name)]));
      apply(text, section);
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `reading-${text.dataset.reading}=${NAMES.map((n) => chosen[n]).join(".")}; path=/; max-age=31536000; samesite=lax${secure}`;
    }, { signal });
  }
}

function apply(text, section) {
  text.className = `bench-text reading-${chosen.size} reading-${chosen.leading} reading-${chosen.face}`;
  if (chosen.ground === "page") delete text.dataset.theme;
  else text.dataset.theme = chosen.ground;
  section.dataset.keys = chosen.keys;
}

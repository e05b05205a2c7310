// Reading settings: applied at once, remembered in a cookie of this account that the server reads for the next page.

const NAMES = ["size", "leading", "face", "ground", "keys"];

export function setUpReading(changed) {
  const text = document.querySelector("[data-reading]");
  const controls = [...document.querySelectorAll("[data-setting]")];
  const valueOf = (name) => {
    const control = controls.find((c) => c.dataset.setting === name && (c.checked || c.type === "checkbox"));
    return control.type === "checkbox" ? control.dataset[control.checked ? "on" : "off"] : control.value;
  };
  for (const control of controls) {
    control.addEventListener("change", () => {
      const chosen = Object.fromEntries(NAMES.map((name) => [name, valueOf(name)]));
      text.className = `bench-text reading-${chosen.size} reading-${chosen.leading} reading-${chosen.face}`;
      if (chosen.ground === "page") delete text.dataset.theme;
      else text.dataset.theme = chosen.ground;
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `reading-${text.dataset.reading}=${NAMES.map((n) => chosen[n]).join(".")}; path=/; max-age=31536000; samesite=lax${secure}`;
      changed(chosen);
    });
  }
}

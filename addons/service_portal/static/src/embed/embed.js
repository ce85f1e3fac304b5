/**
 * A button or a tab that opens the form of the service on any website:
 *
 *   <script src="https://OUR-PORTAL/service/embed.js" defer
 *       data-text="Zgłoś usterkę" data-color="#1a4e8a" data-kind="tab"
 *       data-position="right" data-lang="pl" data-open="overlay"></script>
 *
 * No cookies, nothing stored, no styles of the page touched (a shadow root), and no
 * inline style: it works under a strict content security policy.
 * data-kind: button (where the script stands) or tab (at the edge of the window);
 * data-position: left or right; data-open: tab (a new one) or overlay (a frame; the
 * portal's settings must name this website).
 */
(() => {
    const script = document.currentScript;
    const data = script.dataset;
    const origin = new URL(script.src).origin;
    const lang = data.lang === "en" ? "en" : "pl";
    const words = {
        pl: { text: "Zgłoś usterkę", close: "Zamknij", hint: "otwiera się w nowej karcie" },
        en: { text: "Report a fault", close: "Close", hint: "opens in a new tab" },
    }[lang];
    const color = /^#[0-9a-f]{3,8}$/i.test(data.color || "") ? data.color : "#1a4e8a";
    const side = data.position === "left" ? "left" : "right";
    const overlay = data.open === "overlay";
    const tab = data.kind === "tab";
    const css = `
        :host { all: initial; }
        a { display: inline-block; box-sizing: border-box; padding: 12px 20px;
            background: ${color}; color: #fff; text-decoration: none;
            font: 600 16px/1.25 system-ui, sans-serif; border-radius: 8px; }
        a:focus-visible, button:focus-visible { outline: 3px solid #ffb000;
            outline-offset: 2px; }
        a.tab { position: fixed; ${side}: 0; top: 50%; z-index: 2147483000;
            writing-mode: vertical-rl; padding: 20px 12px; transform: translateY(-50%);
            border-radius: ${side === "right" ? "8px 0 0 8px" : "0 8px 8px 0"}; }
        dialog { box-sizing: border-box; width: min(760px, 100vw); max-width: 100vw;
            height: min(900px, 100dvh); max-height: 100dvh; padding: 0; border: 0;
            border-radius: 12px; overflow: hidden; background: #fff; }
        dialog::backdrop { background: rgba(16, 24, 40, .6); }
        iframe { width: 100%; height: 100%; border: 0; display: block; }
        button { position: absolute; top: 8px; right: 8px; width: 44px; height: 44px;
            border: 0; border-radius: 22px; background: #eef1f6; color: #1d2738;
            font: 24px/1 system-ui, sans-serif; cursor: pointer; }
        @media (max-width: 600px) { dialog { border-radius: 0; } }
        @media print { a { display: none; } }`;

    function element(name, attributes, parent) {
        const node = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) {
            node.setAttribute(key, value);
        }
        return parent.appendChild(node);
    }

    function open(root, link) {
        let dialog = root.querySelector("dialog");
        if (!dialog) {
            const label = data.text || words.text;
            dialog = element("dialog", { "aria-label": label }, root);
            const src = `${origin}/service/report?framed=1&lang=${lang}`;
            element("iframe", { src, title: label }, dialog);
            const close = element("button", { type: "button", "aria-label": words.close }, dialog);
            close.textContent = "×";
            close.addEventListener("click", () => dialog.close());
            dialog.addEventListener("close", () => link.focus());
        }
        dialog.showModal();
    }

    const host = document.createElement("span");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const href = `${origin}/service/report?lang=${lang}`;
    const link = element("a", { href, target: "_blank", rel: "noopener" }, root);
    link.textContent = data.text || words.text;
    if (tab) {
        link.className = "tab";
    }
    if (overlay) {
        link.setAttribute("aria-haspopup", "dialog");
        link.addEventListener("click", (ev) => {
            if (!(ev.ctrlKey || ev.metaKey || ev.shiftKey)) {
                ev.preventDefault();
                open(root, link);
            }
        });
    } else {
        link.title = words.hint;
    }
    // A tab stands at the edge of the window, a button where its script stands.
    if (tab || !script.parentNode || script.parentNode === document.head) {
        document.body.appendChild(host);
    } else {
        script.after(host);
    }
})();

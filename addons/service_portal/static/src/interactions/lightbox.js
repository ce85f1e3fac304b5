import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * Shows the photos of a section large: arrows turn over, Escape closes, and the focus
 * goes back to the photo. Without this script the links open the photos themselves.
 */
export class Lightbox extends Interaction {
    static selector = ".o_service_lightbox";
    dynamicContent = {
        "a[data-caption]": { "t-on-click.prevent": this.onOpen },
    };

    setup() {
        this.index = 0;
        this.links = [...this.el.querySelectorAll("a[data-caption]")];
    }

    onOpen(ev) {
        this.index = this.links.indexOf(ev.currentTarget);
        this.dialog ||= this.build();
        this.show(0);
        this.dialog.showModal();
    }

    build() {
        const dialog = document.createElement("dialog");
        dialog.className = "o_service_lightbox_dialog";
        dialog.setAttribute("aria-label", _t("Photo"));
        this.image = document.createElement("img");
        this.caption = document.createElement("p");
        this.caption.setAttribute("role", "status");
        const bar = document.createElement("div");
        bar.append(
            this.button("fa-chevron-left", _t("Previous photo"), () => this.show(-1)),
            this.caption,
            this.button("fa-chevron-right", _t("Next photo"), () => this.show(1)),
            this.button("fa-times", _t("Close"), () => dialog.close())
        );
        dialog.append(bar, this.image);
        this.addListener(dialog, "keydown", (ev) => {
            const step = { ArrowLeft: -1, ArrowRight: 1 }[ev.key];
            if (step) {
                this.show(step);
            }
        });
        this.addListener(dialog, "click", (ev) => ev.target === dialog && dialog.close());
        this.addListener(dialog, "close", () => this.links[this.index].focus());
        this.insert(dialog, this.el);
        return dialog;
    }

    button(icon, label, onClick) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-light";
        button.setAttribute("aria-label", label);
        const sign = document.createElement("i");
        sign.className = `fa ${icon}`;
        sign.setAttribute("aria-hidden", "true");
        button.append(sign);
        this.addListener(button, "click", onClick);
        return button;
    }

    show(step) {
        this.index = (this.index + step + this.links.length) % this.links.length;
        const link = this.links[this.index];
        this.image.src = link.href;
        this.image.alt = link.dataset.caption;
        this.caption.textContent = `${link.dataset.caption} (${this.index + 1}/${
            this.links.length
        })`;
    }
}

registry.category("public.interactions").add("service_portal.lightbox", Lightbox);

import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const MAX_DEVICES = 20;

/**
 * Rows of devices, fields that fit the kind of request, and sending: after an error
 * the answered form takes the place of this one and the chosen photos move over, so
 * that nothing is lost. Without it the form sends one device the plain way.
 */
export class RequestForm extends Interaction {
    static selector = ".o_service_form";
    dynamicContent = {
        _root: {
            "t-on-submit.prevent": this.locked(this.onSubmit, true),
            "t-on-change": this.refresh,
        },
        ".o_service_add_device": { "t-on-click": this.onAdd },
        ".o_service_remove_device": { "t-on-click.withTarget": this.onRemove },
    };

    start() {
        this.refresh();
        this.el.querySelector(".is-invalid")?.focus();
    }

    get rows() {
        return [...this.el.querySelectorAll(".o_service_device")];
    }

    onAdd() {
        const next = Math.max(...this.rows.map((row) => parseInt(row.dataset.row))) + 1;
        const blank = this.el.querySelector(".o_service_blank_device");
        const holder = document.createElement("div");
        holder.innerHTML = blank.innerHTML.replaceAll("__row__", next);
        const row = holder.firstElementChild;
        this.insert(row, blank, "beforebegin", false);
        this.refresh();
        row.querySelector("select, input").focus();
    }

    onRemove(ev, button) {
        button.closest(".o_service_device").remove();
        this.refresh();
        this.rows.at(-1).querySelector("select, input").focus();
    }

    refresh() {
        const kind = this.el.querySelector("[name=type_id]:checked");
        const needsDevice = kind?.dataset.needsDevice !== "0";
        const devices = this.el.querySelector(".o_service_devices");
        if (!devices) {
            return; // the public form is about one device
        }
        devices.classList.toggle("d-none", !needsDevice);
        for (const part of this.el.querySelectorAll(".o_service_with_device")) {
            part.classList.toggle("d-none", !needsDevice);
        }
        this.el.querySelector(".o_service_without_device").classList.toggle("d-none", needsDevice);
        this.el.querySelector(".o_service_last_number").textContent = needsDevice ? "3." : "2.";
        const rows = this.rows;
        rows.forEach((row, index) => {
            row.disabled = !needsDevice;
            row.querySelector(".o_service_device_number").textContent =
                rows.length > 1 ? index + 1 : "";
            row.querySelector(".o_service_remove_device").classList.toggle(
                "d-none",
                rows.length < 2
            );
            const known = row.querySelector("[name$=-device_id]")?.value;
            row.querySelector(".o_service_identity").classList.toggle("d-none", Boolean(known));
        });
        this.el
            .querySelector(".o_service_add_device")
            .classList.toggle("d-none", rows.length >= MAX_DEVICES);
    }

    async onSubmit() {
        const bad = this.el.querySelector(".o_service_photo_input:invalid");
        if (bad) {
            bad.focus();
            return;
        }
        const response = await this.waitFor(
            fetch(this.el.action, { method: "POST", body: new FormData(this.el) })
        );
        if (response.redirected) {
            window.location.assign(response.url);
            // Stay locked until the next page is there.
            return new Promise(() => {});
        }
        this.showAnswer(await this.waitFor(response.text()));
    }

    showAnswer(html) {
        const answer = new DOMParser().parseFromString(html, "text/html");
        const form = answer.querySelector(".o_service_form");
        if (!form) {
            // Not our page: let the browser show it. The token keeps it one request.
            this.el.submit();
            return;
        }
        for (const input of this.el.querySelectorAll("input[type=file]")) {
            form.querySelector(`[id="${input.id}"]`)?.replaceWith(input);
        }
        this.services["public.interactions"].stopInteractions(this.el);
        this.el.replaceWith(form);
        form.ownerDocument.defaultView.scrollTo({ top: 0 });
        this.services["public.interactions"].startInteractions(form);
    }
}

registry.category("public.interactions").add("service_portal.request_form", RequestForm);

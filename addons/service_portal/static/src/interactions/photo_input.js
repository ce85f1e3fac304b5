import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const LONGEST_SIDE = 2400;
const SMALL_ENOUGH = 1.5 * 1024 * 1024;
const QUALITY = 0.85;

/**
 * Makes large photos smaller before they travel; says so at once when one is still too
 * large or cannot be read. The server checks everything again.
 */
export class PhotoInput extends Interaction {
    static selector = ".o_service_photo_input";
    dynamicContent = {
        _root: { "t-on-change": this.onChange },
    };

    async onChange() {
        const files = await this.waitFor(
            Promise.all([...this.el.files].map((file) => this.shrink(file)))
        );
        const transfer = new DataTransfer();
        files.forEach((file) => transfer.items.add(file));
        this.el.files = transfer.files;
        this.showProblem(files);
    }

    async shrink(file) {
        if (file.size <= SMALL_ENOUGH || !file.type.startsWith("image/")) {
            return file;
        }
        let bitmap;
        try {
            bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
        } catch {
            return file; // no picture that this browser knows: the server decides
        }
        const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(bitmap.width * scale);
        canvas.height = Math.round(bitmap.height * scale);
        canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        const blob = await new Promise((resolve) =>
            canvas.toBlob(resolve, "image/jpeg", QUALITY)
        );
        if (!blob || blob.size >= file.size) {
            return file;
        }
        const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
        return new File([blob], name, { type: "image/jpeg" });
    }

    showProblem(files) {
        const limit = parseInt(this.el.dataset.maxMb) * 1024 * 1024;
        const tooLarge = files.find((file) => file.size > limit);
        const text = tooLarge
            ? _t("“%(name)s” is too large (limit: %(limit)s MB). Choose a smaller photo.", {
                  name: tooLarge.name,
                  limit: this.el.dataset.maxMb,
              })
            : "";
        this.el.setCustomValidity(text);
        this.el.classList.toggle("is-invalid", Boolean(text));
        this.feedback.textContent = text;
    }

    get feedback() {
        let feedback = this.el.parentElement.querySelector(".invalid-feedback");
        if (!feedback) {
            feedback = document.createElement("div");
            feedback.className = "invalid-feedback";
            feedback.setAttribute("role", "alert");
            this.insert(feedback, this.el, "afterend");
        }
        return feedback;
    }
}

registry.category("public.interactions").add("service_portal.photo_input", PhotoInput);

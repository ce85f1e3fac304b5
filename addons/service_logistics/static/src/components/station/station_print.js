import { onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/**
 * Print papers in a hidden frame: nobody leaves the station, and a browser in kiosk
 * printing asks nothing.
 *
 * @returns {(url: string) => Promise<void>} throws when there is no paper to print
 */
export function usePrinter() {
    let frame = null;

    function clear() {
        if (frame) {
            URL.revokeObjectURL(frame.src);
            frame.remove();
            frame = null;
        }
    }

    onWillUnmount(clear);

    /** Fetch first: an error must be told, and never be printed. */
    return async function print(url) {
        const response = await browser.fetch(url);
        const kind = response.headers.get("Content-Type") || "";
        if (!response.ok || !kind.startsWith("application/pdf")) {
            throw new Error(response.statusText);
        }
        const paper = await response.blob();
        clear();
        frame = document.createElement("iframe");
        frame.className = "d-none o_service_label_frame";
        frame.src = URL.createObjectURL(paper);
        frame.addEventListener("load", () => frame?.contentWindow.print());
        document.body.append(frame);
    };
}

import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Adds up what the client has chosen so far; the server counts again. */
export class QuotesTotal extends Interaction {
    static selector = ".o_service_decide";
    dynamicContent = {
        "input[type=radio]": { "t-on-change": this.update },
        ".o_service_decide_count": { "t-out": () => this.chosen.length },
        ".o_service_decide_total": { "t-out": () => this.total },
    };

    setup() {
        this.update();
    }

    update() {
        this.chosen = [...this.el.querySelectorAll("input[type=radio]:checked")];
        const sum = this.chosen.reduce((total, input) => total + Number(input.dataset.gross), 0);
        const currency = this.chosen[0]?.dataset.currency;
        this.total = currency
            ? new Intl.NumberFormat(document.documentElement.lang || "pl", {
                  style: "currency",
                  currency,
              }).format(sum)
            : "–";
    }
}

registry.category("public.interactions").add("service_quotes.quotes_total", QuotesTotal);

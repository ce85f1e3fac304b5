import { Component, onWillStart, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { whyAgain } from "../station/station_errors";
import { usePrinter } from "../station/station_print";

const AT_ONCE_KEY = "service_logistics.print_labels";
const PACE = 2000;

/**
 * The parcels whose labels are ordered: how far each is, its label as soon as it is
 * there, and what to do when the carrier refuses.
 */
export class ParcelOrders extends Component {
    static template = "service_logistics.ParcelOrders";
    static props = {
        // Counts what happened at the station: with each the list is asked again.
        turn: Number,
        // (level, title, message) for the big field of the station
        onNews: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.printPaper = usePrinter();
        this.state = useState({
            orders: [],
            atOnce: browser.localStorage.getItem(AT_ONCE_KEY) === "1",
        });
        this.known = new Map();
        onWillStart(() => this.load());
        useEffect(
            () => {
                if (this.props.turn) {
                    this.load();
                }
            },
            () => [this.props.turn]
        );
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    isOpen(order) {
        return (
            ["waiting", "cancelling"].includes(order.state) ||
            (order.state === "confirmed" && !order.label && !order.error)
        );
    }

    async load() {
        browser.clearTimeout(this.timer);
        try {
            const orders = await this.orm.silent.call("service.scan", "open_orders", []);
            this.state.orders = orders;
            orders.forEach((order) => this.tell(order));
        } catch (error) {
            if (!whyAgain(error)) {
                throw error;
            }
        }
        if (this.state.orders.some((order) => this.isOpen(order))) {
            browser.clearTimeout(this.timer);
            this.timer = browser.setTimeout(() => this.load(), PACE);
        }
    }

    /** Say aloud what changed since the list was asked last. */
    tell(order) {
        const step = order.label ? "label" : order.state + order.error;
        const before = this.known.get(order.id);
        this.known.set(order.id, step);
        if (!before || before === step) {
            return;
        }
        if (order.label) {
            this.props.onNews("success", _t("The label is here"), this.sentence(order));
            if (this.state.atOnce) {
                this.print(order);
            }
        } else if (order.error) {
            this.props.onNews("danger", _t("No label"), order.error);
        }
    }

    sentence(order) {
        return _t("%(number)s for %(client)s. Stick it on the box, then scan it.", order);
    }

    async print(order) {
        try {
            await this.printPaper(order.label);
        } catch {
            this.props.onNews(
                "danger",
                _t("Not printed"),
                _t("The label could not be fetched. Check the connection and try again.")
            );
        }
    }

    setAtOnce(ev) {
        this.state.atOnce = ev.target.checked;
        browser.localStorage.setItem(AT_ONCE_KEY, ev.target.checked ? "1" : "");
    }

    async run(order, button) {
        try {
            await this.orm.call("service.shipment", button, [[order.id]]);
        } catch (error) {
            this.props.onNews("danger", _t("Not done"), error.data?.message || error.message);
        }
        this.load();
    }

    correct(order) {
        this.dialog.add(
            FormViewDialog,
            { resModel: "service.shipment", resId: order.id, title: order.name },
            { onClose: () => this.load() }
        );
    }
}

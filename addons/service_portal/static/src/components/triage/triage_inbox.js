import { Component, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useCommand } from "@web/core/commands/command_hook";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { TriageForm } from "./triage_form";
import { PendingDecision } from "./triage_pending";

const POLL_MILLISECONDS = 15000;
const TYPED = "input, textarea, select";
// Buttons in their order; `key` is pressed, `act` is what the server knows.
export const ACTS = [
    { act: "accept", key: "a", label: _t("Accept"), primary: true },
    { act: "ask", key: "d", label: _t("Ask for data"), form: true },
    { act: "path", key: "p", label: _t("Repair path"), form: true },
    { act: "split", key: "r", label: _t("Split"), form: true },
    { act: "merge", key: "m", label: _t("Merge"), form: true },
    { act: "reject", kind: "spam", key: "s", label: _t("Spam"), danger: true },
    { act: "reject", kind: "mistake", key: "o", label: _t("Mistake"), form: true, danger: true },
    { act: "reject", kind: "not_ours", key: "n", label: _t("Not ours"), form: true, danger: true },
    { act: "hand_over", key: "h", label: _t("Hand over"), form: true },
    { act: "release", key: "z", label: _t("Release") },
    { act: "comment", key: "c", label: _t("Message"), form: true, free: true },
];
// These leave the queue, and so they wait for an undo.
const DECISIONS = ["accept", "ask", "reject"];

/** Left the queue of new requests, right the open one; one key an act. */
export class TriageInbox extends Component {
    static template = "service_portal.TriageInbox";
    static components = { Layout, TriageForm };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.preview = useRef("preview");
        this.acts = ACTS;
        this.state = useState({
            rows: [],
            count: 0,
            request: null,
            act: null,
            error: "",
            done: "",
            spoken: "",
            pending: null,
            help: false,
            loaded: false,
            steps: 0,
        });
        this.pending = new PendingDecision(this.state, (decision) => this.commit(decision));
        onWillStart(async () => {
            this.options = await this.call("triage_options");
            await this.refresh();
            await this.start();
        });
        this.setupKeys();
        // What was in focus is gone after each act; go where reading starts.
        useEffect(
            (step) => step && !this.state.act && this.focusRequest(),
            () => [this.state.steps]
        );
        const timer = browser.setInterval(() => this.poll(), POLL_MILLISECONDS);
        onWillUnmount(() => {
            browser.clearInterval(timer);
            this.pending.flush();
            if (this.state.request) {
                this.call("triage_leave", this.state.request.id);
            }
        });
    }

    call(method, ...args) {
        return this.orm.silent.call("service.triage", method, args);
    }

    // --- The queue ----------------------------------------------------------------

    async refresh() {
        const { count, rows } = await this.call("triage_queue");
        const waiting = this.state.pending && this.state.pending.request.id;
        this.state.rows = rows.filter((row) => row.id !== waiting);
        this.state.count = count - (rows.length - this.state.rows.length);
        this.state.loaded = true;
    }

    /** Others work at the same queue; a lost connection changes nothing on the screen. */
    async poll() {
        try {
            await this.refresh();
        } catch {
            return;
        }
    }

    async start() {
        const wanted = this.props.action.params && this.props.action.params.request_id;
        const first = !this.ui.isSmall && this.state.rows.find((row) => row.mine || !row.handler);
        const id = wanted || (first && first.id);
        if (id) {
            await this.open(id);
        }
    }

    get index() {
        return this.state.rows.findIndex((row) => row.id === this.wanted);
    }

    async open(id) {
        const leave = this.state.request && this.state.request.id;
        this.wanted = id; // keys may be faster than answers: the last one counts
        Object.assign(this.state, { act: null, error: "" });
        try {
            const request = (await this.call("triage_open", id, leave || false)) || null;
            if (this.wanted !== id) {
                await this.call("triage_leave", id);
                return;
            }
            this.state.request = request;
            this.state.steps++;
            await this.refresh();
            this.tell();
        } catch (error) {
            this.wanted = this.state.request && this.state.request.id;
            this.fail(error);
        }
    }

    /** Back to the list, where the screen shows only one of the two. */
    async back() {
        const { request } = this.state;
        this.wanted = false;
        Object.assign(this.state, { request: null, act: null, error: "", done: "" });
        await this.call("triage_leave", request.id);
        await this.refresh();
    }

    // --- Where one is ---------------------------------------------------------------

    /** Say what happened and what is open to who does not see it. */
    tell() {
        const { request, count, done, pending } = this.state;
        const place = _t("%(number)s of %(count)s", { number: this.index + 1, count });
        const open = request && `${request.name}, ${request.client}, ${place}.`;
        const undo = pending && _t("%s. Press U to undo.", pending.label);
        this.state.spoken = [undo || done, open].filter(Boolean).join(" ");
    }

    focusRequest() {
        const root = this.root.el;
        const place = root.querySelector("article h1") || root.querySelector(".o_service_triage_empty h2");
        place?.focus({ preventScroll: true });
        this.preview.el.scrollTop = 0;
        root.querySelector(".o_service_triage_row_open")?.scrollIntoView({ block: "nearest" });
    }

    move(step) {
        const { rows } = this.state;
        const next = rows[Math.min(Math.max(this.index + step, 0), rows.length - 1)];
        if (next && next.id !== this.wanted) {
            this.open(next.id);
        }
    }

    /** After a decision: the next one that nobody else has. */
    async next(fromIndex) {
        const { rows } = this.state;
        const order = [...rows.slice(fromIndex), ...rows.slice(0, fromIndex)];
        const free = order.find((row) => row.mine || !row.handler);
        this.state.request = null;
        if (free) {
            await this.open(free.id);
        } else {
            this.wanted = false;
            this.state.steps++;
            this.tell();
        }
    }

    // --- Acts -----------------------------------------------------------------------

    get allowed() {
        const { request } = this.state;
        return Boolean(request && request.state === "new" && request.mine);
    }

    usable(act) {
        return act.free ? Boolean(this.state.request) : this.allowed;
    }

    press(act) {
        // Not while another one is on its way: the act would be for what one leaves.
        if (!this.usable(act) || this.wanted !== this.state.request.id) {
            return;
        }
        Object.assign(this.state, { error: "", done: "" });
        if (act.act === "accept" && this.state.request.accept_blocker) {
            this.state.error = this.state.request.accept_blocker;
        } else if (act.form) {
            this.state.act = act;
        } else {
            this.submit(act.act, act.kind ? this.spamValues(act.kind) : {});
        }
    }

    spamValues(kind) {
        const reason = this.state.request.reasons.find((found) => found.kind === kind);
        return { kind, reason: reason ? reason.text : _t("Spam") };
    }

    async submit(act, values) {
        const missing = this.missing(act, values);
        if (missing) {
            this.state.error = missing;
            return;
        }
        this.state.error = "";
        if (DECISIONS.includes(act)) {
            return this.decide(act, values);
        }
        const { request } = this.state;
        try {
            const { request_id } = await this.call("triage_act", request.id, act, values);
            this.state.act = null;
            this.state.done = this.doneLabel(act, request);
            await this.goOn(act, request, request_id);
        } catch (error) {
            this.fail(error);
        }
    }

    /** What the server would refuse is said at once, not after the time for the undo. */
    missing(act, values) {
        if (act === "ask" && !values.asks.length && !values.note.trim()) {
            return _t("Choose what the client has to supply, or write a remark.");
        }
        if (act === "reject" && !values.reason.trim()) {
            return _t("Write the reason; the client reads it.");
        }
        return "";
    }

    async decide(act, values) {
        const { request, rows } = this.state;
        const index = Math.max(this.index, 0);
        this.state.act = null;
        this.state.done = "";
        await this.pending.schedule({ act, values, request, label: this.doneLabel(act, request) });
        this.state.rows = rows.filter((row) => row.id !== request.id);
        this.state.count = Math.max(this.state.count - 1, 0);
        await this.next(index);
    }

    async commit({ act, values, request }) {
        try {
            await this.call("triage_act", request.id, act, values);
        } catch (error) {
            // Back to where it was refused, with the reason.
            await this.open(request.id);
            this.fail(error);
        }
    }

    async undo() {
        const decision = this.pending.take();
        if (decision) {
            this.state.done = _t("Taken back: %s", decision.request.name);
            await this.open(decision.request.id);
        }
    }

    async goOn(act, request, requestId) {
        const index = Math.max(this.index, 0);
        if (["merge", "release", "hand_over"].includes(act)) {
            this.state.request = null;
            await this.refresh();
            return this.next(act === "merge" ? index : index + 1);
        }
        await this.open(request.id);
    }

    doneLabel(act, request) {
        const labels = {
            accept: _t("Accepted: %s", request.name),
            ask: _t("The client is asked: %s", request.name),
            reject: _t("Rejected: %s", request.name),
            path: _t("Path is set: %s", request.name),
            split: _t("Split: %s", request.name),
            merge: _t("Merged: %s", request.name),
            release: _t("Released: %s", request.name),
            hand_over: _t("Handed over: %s", request.name),
            take: _t("Taken over: %s", request.name),
            comment: _t("Written: %s", request.name),
        };
        return labels[act];
    }

    fail(error) {
        this.state.error = (error.data && error.data.message) || error.message || String(error);
    }

    cancelForm() {
        this.state.act = null;
        this.state.steps++;
    }

    openForm() {
        const { request } = this.state;
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "service.request",
            res_id: request.id,
            views: [[false, "form"]],
        });
    }

    // --- Keys -----------------------------------------------------------------------

    /** Keys work while no form is open; the acts stand in the command palette, too. */
    setupKeys() {
        const free = () => !this.state.act;
        for (const act of ACTS) {
            useCommand(act.label.toString(), () => this.press(act), {
                hotkey: act.key,
                isAvailable: () => free() && this.usable(act),
            });
        }
        const onRow = (target) => free() && this.state.request && !target.closest("button, a");
        useHotkey("enter", () => this.openForm(), { isAvailable: onRow });
        useHotkey("escape", () => this.quiet(), { isAvailable: free });
        const keys = {
            arrowdown: () => this.move(1),
            j: () => this.move(1),
            arrowup: () => this.move(-1),
            k: () => this.move(-1),
            u: () => this.undo(),
            t: () => this.take(),
        };
        for (const [key, callback] of Object.entries(keys)) {
            useHotkey(key, callback, { isAvailable: free });
        }
        // Core's hotkeys know letters only.
        useExternalListener(window, "keydown", (ev) => {
            if (ev.key === "?" && free() && !ev.target.closest(TYPED)) {
                this.toggleHelp();
            }
        });
    }

    toggleHelp() {
        this.state.help = !this.state.help;
    }

    quiet() {
        Object.assign(this.state, { help: false, error: "", done: "" });
    }

    take() {
        const { request } = this.state;
        if (request && !request.mine && request.handler) {
            this.submit("take", {});
        }
    }
}

registry.category("actions").add("service_portal.triage", TriageInbox);

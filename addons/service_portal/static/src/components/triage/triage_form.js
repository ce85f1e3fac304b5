import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/**
 * The small form of one act, under the buttons: what to ask for, where to split, whom
 * to hand over. Enter sends it, Escape closes it.
 */
export class TriageForm extends Component {
    static template = "service_portal.TriageForm";
    static props = {
        act: String,
        kind: { type: String, optional: true },
        request: Object,
        options: Object,
        onSubmit: Function,
        onCancel: Function,
    };

    setup() {
        const { request } = this.props;
        const reasons = request.reasons.filter((reason) => reason.kind === this.props.kind);
        this.root = useRef("root");
        this.reasons = reasons.length ? reasons : request.reasons;
        this.state = useState({
            asks: {},
            jobs: {},
            note: "",
            subject: "",
            internal: true,
            reason: this.reasons.length ? this.reasons[0].text : "",
            type_id: request.type_id,
            team_id: request.team_id || 0,
            priority: request.priority,
            target_id: request.candidates.length ? request.candidates[0].id : 0,
            who: "",
        });
        onMounted(() => {
            this.root.el.querySelector("input, select, textarea, button").focus();
        });
    }

    get title() {
        return {
            ask: _t("What is missing?"),
            path: _t("How do we repair it?"),
            split: _t("What goes into a request of its own?"),
            merge: _t("Where does it belong?"),
            reject: _t("Why do we not take it? The client reads this."),
            hand_over: _t("Who takes it?"),
            comment: _t("Message"),
        }[this.props.act];
    }

    get submitLabel() {
        return {
            ask: _t("Ask the client"),
            path: _t("Set"),
            split: _t("Split"),
            merge: _t("Merge"),
            reject: _t("Reject"),
            hand_over: _t("Hand over"),
            comment: _t("Send"),
        }[this.props.act];
    }

    askKey(jobId, field) {
        return `${jobId || 0}-${field}`;
    }

    toggle(box, key) {
        box[key] = !box[key];
    }

    chooseReason(ev) {
        const id = parseInt(ev.target.value);
        this.state.reason = this.reasons.find((reason) => reason.id === id).text;
    }

    chooseType(ev) {
        this.state.type_id = parseInt(ev.target.value);
        this.state.team_id = 0;
    }

    chosen(box) {
        return Object.keys(box).filter((key) => box[key]);
    }

    get values() {
        const { state } = this;
        const [kind, id] = state.who.split("-");
        return {
            ask: () => ({
                asks: this.chosen(state.asks).map((key) => {
                    const [jobId, field] = key.split("-");
                    return { job_id: parseInt(jobId) || false, field };
                }),
                note: state.note,
            }),
            path: () => ({
                type_id: state.type_id,
                team_id: state.team_id,
                priority: state.priority,
            }),
            split: () => ({
                job_ids: this.chosen(state.jobs).map((key) => parseInt(key)),
                subject: state.subject,
            }),
            merge: () => ({ target_id: state.target_id }),
            reject: () => ({ kind: this.props.kind, reason: state.reason }),
            hand_over: () => ({
                note: state.note,
                user_id: kind === "user" ? parseInt(id) : false,
                team_id: kind === "team" ? parseInt(id) : false,
            }),
            comment: () => ({ body: state.note, internal: state.internal }),
        }[this.props.act]();
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onCancel();
        } else if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.submit();
        }
    }

    submit() {
        this.props.onSubmit(this.props.act, this.values);
    }
}

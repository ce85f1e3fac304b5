import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const FIELDS = [
    "name",
    "kind",
    "position",
    "taken_at",
    "user_id",
    "station",
    "removed_at",
    "removed_by_id",
    "removed_reason",
];

/** The photos of a job: before and after side by side by view, the others below. */
export class PhotoGallery extends Component {
    static template = "service_portal.PhotoGallery";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.viewer = useFileViewer();
        this.state = useState({ photos: [] });
        this.kinds = {};
        this.mayRemove = false;
        onWillStart(async () => {
            const [fields, mayRemove] = await Promise.all([
                this.orm.call("service.photo", "fields_get", [["kind"], ["selection"]]),
                user.checkAccessRight("service.photo", "write"),
                this.load(this.props.record.resId),
            ]);
            this.kinds = Object.fromEntries(fields.kind.selection);
            this.mayRemove = mayRemove;
        });
        onWillUpdateProps((next) => this.load(next.record.resId));
    }

    async load(jobId) {
        const domain = [["job_id", "=", jobId || 0]];
        const photos = await this.orm.searchRead("service.photo", domain, FIELDS);
        this.state.photos = photos.map((photo) => this.show(photo));
    }

    show(photo) {
        const url = `/web/image/service.photo/${photo.id}/image`;
        const when = formatDateTime(deserializeDateTime(photo.taken_at));
        const who = [photo.user_id[1], photo.station].filter(Boolean).join(", ");
        const caption = [photo.position, when, who].filter(Boolean).join(" · ");
        return {
            ...photo,
            caption,
            view: (photo.position || "").trim().toLowerCase(),
            thumbnail: `${url}/240x180`,
            // What core's viewer asks of a file.
            file: {
                name: caption,
                isImage: true,
                isViewable: true,
                defaultSource: url,
                downloadUrl: `${url}?download=true`,
            },
        };
    }

    of(kind) {
        return this.state.photos.filter((photo) => photo.kind === kind);
    }

    /** Rows of one view each: what is there of it before and after. */
    get pairs() {
        const before = this.of("in");
        const after = this.of("out");
        const views = [...new Set([...before, ...after].map((photo) => photo.view))];
        return views.map((view) => {
            const both = [before, after].map((side) => side.filter((p) => p.view === view));
            const [first] = both.flat();
            return { view, label: first.position || _t("Other views"), both };
        });
    }

    get others() {
        return Object.entries(this.kinds)
            .filter(([kind]) => !["in", "out"].includes(kind))
            .map(([kind, label]) => ({ kind, label, photos: this.of(kind) }))
            .filter(({ photos }) => photos.length);
    }

    open(photo) {
        const there = this.state.photos.filter((other) => !other.removed_at);
        const files = there.map((other) => other.file);
        this.viewer.open(files[there.indexOf(photo)], files);
    }

    remove(photo) {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Remove a Photo"),
                res_model: "service.photo.remove",
                views: [[false, "form"]],
                target: "new",
                context: { default_photo_id: photo.id },
            },
            { onClose: () => this.load(this.props.record.resId) }
        );
    }
}

registry.category("view_widgets").add("service_photo_gallery", { component: PhotoGallery });

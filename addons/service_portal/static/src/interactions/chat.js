import { LivechatButton } from "@im_livechat/embed/common/livechat_button";
import { livechatBootService } from "@im_livechat/embed/frontend/boot_service";
import { CHAT_HUB_KEY } from "@mail/core/common/chat_hub_model";
import { loadJS } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { effect } from "@web/core/utils/reactive";
import { session } from "@web/session";
import { Interaction } from "@web/public/interaction";

/**
 * The chat of the portal's pages. Core would ask the server for it on every page; here
 * it starts when the client presses the button, or comes back to an open conversation.
 */
export class Chat extends Interaction {
    static selector = ".o_service_chat";
    dynamicContent = {
        _root: {
            "t-on-click.prevent": this.locked(this.onClick, true),
            "t-att-class": () => ({ "d-none": this.talking }),
        },
    };

    setup() {
        this.talking = false;
        this.store = this.services["mail.store"];
    }

    async start() {
        const { opened = [], folded = [] } = JSON.parse(localStorage.getItem(CHAT_HUB_KEY) || "{}");
        if (opened.length || folded.length) {
            await this.waitFor(this.boot());
        }
    }

    async onClick() {
        if (!(await this.waitFor(this.boot()))) {
            this.services.notification.add(
                _t("The chat is not there at the moment. Write to us in a request, or call."),
                { type: "warning" }
            );
            return;
        }
        const [open] = this.store.activeLivechats;
        if (open) {
            open.openChatWindow({ focus: true });
        } else {
            await this.waitFor(this.services["im_livechat.livechat"].open());
        }
    }

    /** Start core's chat once; @returns {Promise<boolean>} whether it is there. */
    boot() {
        this.booting ||= this.load();
        return this.booting;
    }

    async load() {
        const id = Number(this.el.dataset.channelId);
        await loadJS(`/im_livechat/loader/${id}`);
        session.livechatData = odoo.__session_info__?.livechatData;
        if (!session.livechatData?.can_load_livechat) {
            return false;
        }
        await this.store.fetchStoreData("init_livechat", id, { readonly: false });
        livechatBootService.start(this.env);
        effect(
            (store) => {
                this.talking = store.activeLivechats.length > 0;
                if (!this.isDestroyed) {
                    this.updateContent();
                }
            },
            [this.store]
        );
        return true;
    }
}

// Our button is there already; core's round one would stand in front of it.
patch(LivechatButton.prototype, {
    get isShown() {
        return !document.querySelector(".o_service_chat") && super.isShown;
    },
});

registry.category("public.interactions").add("service_portal.chat", Chat);

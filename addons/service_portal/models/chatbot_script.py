from odoo import models


class ChatbotScript(models.Model):
    _inherit = "chatbot.script"

    def copy(self, default=None):
        """Override of `im_livechat`: the ways back lead within the copy."""
        copies = super().copy(default=default)
        for script, new_script in zip(self, copies, strict=True):
            old_steps = script.script_step_ids.sorted()
            new_steps = new_script.script_step_ids.sorted()
            copied = dict(zip(old_steps, new_steps, strict=False))
            for old, new in copied.items():
                new.service_next_step_id = copied.get(old.service_next_step_id)
        return copies

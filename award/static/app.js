// What makes pages nicer where script runs. Every page works without this file.
import { initAll } from "./vendor/govuk-frontend.js";
import { autosave } from "./autosave.js";

const WORDS = {
  characterCount: {
    i18n: {
      charactersUnderLimit: { other: "Còn %{count} ký tự" },
      charactersAtLimit: "Đã hết số ký tự cho phép",
      charactersOverLimit: { other: "Thừa %{count} ký tự" },
    },
  },
  accordion: {
    i18n: {
      hideAllSections: "Thu gọn tất cả",
      showAllSections: "Mở tất cả",
      hideSection: "Thu gọn",
      showSection: "Mở",
      hideSectionAriaLabel: "Thu gọn phần này",
      showSectionAriaLabel: "Mở phần này",
    },
  },
};

const SENT_AGAIN_WITHIN = 5000; // milliseconds in which a second press is the same press

function start(scope) {
  initAll({ scope, ...WORDS });
  scope.querySelectorAll("form[data-autosave]").forEach(autosave);
  scope.querySelectorAll("form[data-warn-unsaved]").forEach(warnBeforeLeaving);
  scope.querySelectorAll("form[data-most]").forEach(keepTooMuch);
  scope.querySelectorAll("form[data-submit-once]").forEach(submitOnce);
  scope.querySelectorAll("form[data-shows-sending]").forEach(showSending);
  scope.querySelectorAll("[data-bands]").forEach(showWorth);
  scope.querySelectorAll("input[data-filter]").forEach(filterList);
  scope.querySelectorAll("button[data-copy]").forEach(copy);
}

// The server hangs up on more than it takes, and what was typed beside the files would be gone.
function keepTooMuch(form) {
  const told = document.createElement("p");
  told.className = "govuk-error-message";
  told.setAttribute("role", "alert");
  form.addEventListener(
    "submit",
    (event) => {
      const fields = [...form.querySelectorAll("input[type=file]")];
      const sum = fields.flatMap((one) => [...one.files]).reduce((all, one) => all + one.size, 0);
      told.remove();
      if (sum <= form.dataset.most) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const [given, most] = [Math.ceil(sum / 2 ** 20), Math.floor(form.dataset.most / 2 ** 20)];
      told.textContent = `Tệp lớn quá: ${given} MB, nhiều nhất ${most} MB một lần gửi. Hãy giảm dung lượng hoặc gửi làm nhiều lần.`;
      fields.find((one) => one.files.length).closest(".govuk-form-group").append(told);
      told.scrollIntoView({ block: "center" });
    },
    true,
  );
}

// A form with unsaved changes asks before it is left; sending it is not leaving it.
function warnBeforeLeaving(form) {
  form.addEventListener("input", () => (form.dataset.dirty = "yes"));
  form.addEventListener("submit", () => delete form.dataset.dirty);
}

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

function submitOnce(form) {
  let sentAt = 0;
  const again = () => (sentAt = 0);
  form.addEventListener(
    "submit",
    (event) => {
      if (event.timeStamp - sentAt < SENT_AGAIN_WITHIN && sentAt) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        sentAt = event.timeStamp;
      }
    },
    true,
  );
  form.addEventListener("htmx:afterRequest", again);
  window.addEventListener("pageshow", again);
}

// A large file takes its time on a slow line: how much of it has gone out so far.
function showSending(form) {
  const line = form.querySelector("[data-sending]");
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable) return;
    line.querySelector("progress").value = (100 * detail.loaded) / detail.total;
    line.hidden = false;
  });
  form.addEventListener("htmx:afterRequest", () => (line.hidden = true));
}

// What the chosen percent is worth, from the figures that the page brought along.
function showWorth(fieldset) {
  const line = fieldset.querySelector("[data-worth-shown]");
  if (!line) return;
  fieldset.addEventListener("change", (event) => {
    const { worth } = event.target.dataset;
    if (worth) line.textContent = `${event.target.value} % = ${worth} điểm`;
  });
}

const folded = (text) =>
  text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/gi, "d").toLowerCase();

// <input data-filter="#list">: hides the children that do not hold the words; accents do not matter.
function filterList(input) {
  const list = document.querySelector(input.dataset.filter);
  input.addEventListener("input", () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    for (const row of list.children) {
      const text = folded(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

function copy(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Đã chép";
    setTimeout(() => (button.textContent = label), 2000);
  });
}

function say(sentence) {
  document.getElementById("app-live").textContent = sentence;
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.app-user[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.app-user[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
document.addEventListener("htmx:sendError", () =>
  say("Không kết nối được với máy chủ. Thao tác vừa rồi chưa được ghi; hãy thử lại."),
);
document.addEventListener("htmx:responseError", (event) =>
  say(
    event.detail.xhr.status === 409
      ? "Người khác vừa lưu trước bạn. Hãy tải lại trang để xem nội dung mới."
      : "Máy chủ không nhận thao tác vừa rồi; chưa có gì được ghi. Hãy tải lại trang rồi thử lại.",
  ),
);

start(document);

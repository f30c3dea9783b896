// Autosave of one form: says what it did, and keeps on this machine what could not be sent.

const PAUSE = 1500; // milliseconds of quiet before a draft is sent
const RETRY = 15000; // milliseconds between attempts while the server cannot be reached
const PATIENCE = 5000; // milliseconds that a pressed button waits for a draft under way

const LOST = "Mất kết nối. Nội dung đang được giữ trên máy này và sẽ tự gửi lại khi có mạng.";
const SIGNED_OUT =
  "Phiên làm việc đã hết. Nội dung được giữ trên máy này; hãy đăng nhập lại rồi mở lại trang này.";
const OVERTAKEN =
  "Người khác vừa lưu trước bạn. Nội dung của bạn được giữ trên máy này, chưa ghi đè lên bản mới.";

export function autosave(form) {
  const status = form.querySelector("[data-save-status]");
  const address = form.dataset.autosave;
  const key = `draft:${address}`;
  let timer = 0;
  let sending = false;
  let stopped = false;
  let pressed = null;

  const version = () => form.elements.version?.value ?? "";
  const dirty = () => form.dataset.dirty === "yes";

  function tell(text, tone = "") {
    if (!status) return;
    status.textContent = text;
    status.className = tone ? `app-save app-save--${tone}` : "app-save";
  }

  function later(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function keep() {
    const kept = { version: version(), at: Date.now(), fields: texts(form) };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      tell("Máy này không còn chỗ để giữ tạm nội dung. Hãy chép nội dung ra nơi khác.", "failed");
    }
  }

  async function save() {
    if (stopped || !dirty()) return;
    if (sending) return later();
    sending = true;
    delete form.dataset.dirty;
    tell("Đang lưu…", "waiting");
    try {
      await answered(await send(form, address));
    } catch {
      unsent(LOST);
      later(RETRY);
    } finally {
      sending = false;
      if (pressed) submit();
    }
  }

  // A press while a draft is under way waits for its answer: nobody conflicts with themselves.
  function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!pressed) setTimeout(() => pressed && submit(), PATIENCE);
    pressed = event;
  }

  function submit() {
    const { submitter } = pressed;
    pressed = null;
    sending = false;
    form.requestSubmit(submitter);
  }

  function unsent(sentence) {
    form.dataset.dirty = "yes";
    keep();
    tell(sentence, "failed");
  }

  async function answered(response) {
    const json = response.headers.get("Content-Type")?.includes("json");
    if (response.ok && json && !response.redirected) return saved(await response.json());
    if (response.status >= 500) throw new Error(response.statusText);
    if (response.status === 409) stop(OVERTAKEN);
    else if (response.redirected || response.status === 401) stop(SIGNED_OUT);
    else unsent(json ? (await response.json()).message : "Chưa lưu được. Hãy bấm nút lưu ở cuối trang.");
  }

  function stop(sentence) {
    stopped = true;
    unsent(sentence);
  }

  function saved({ version: number, saved_at: clock }) {
    if (form.elements.version) form.elements.version.value = number;
    localStorage.removeItem(key);
    tell(`Đã lưu lúc ${clock} · phiên bản ${number}`);
    if (dirty()) later();
  }

  function restore() {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!kept) return;
    if (same(kept.fields, texts(form))) return localStorage.removeItem(key);
    if (kept.version === version()) return putBack(kept);
    tell("Máy này còn giữ nội dung chưa gửi được, viết trên một phiên bản cũ hơn.", "failed");
    offer("Dùng nội dung đó", () => putBack(kept));
    offer("Bỏ nội dung đó", () => {
      localStorage.removeItem(key);
      tell("Đã bỏ nội dung giữ tạm.");
    });
  }

  function offer(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "app-link-button";
    button.textContent = label;
    button.addEventListener("click", act);
    status?.append(button);
  }

  function putBack(kept) {
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const [name, value] of kept.fields) fill(form, name, value);
    form.dataset.dirty = "yes";
    const clock = new Date(kept.at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    tell(`Đã khôi phục nội dung chưa gửi được lúc ${clock}.`, "waiting");
    later();
  }

  form.addEventListener("input", () => {
    form.dataset.dirty = "yes";
    if (!stopped) later();
  });
  form.addEventListener(
    "submit",
    (event) => {
      clearTimeout(timer);
      if (sending) return hold(event);
      stopped = true;
      if (dirty()) keep(); // dropped on the next visit, once the server is seen to have it
    },
    true, // before whatever counts presses
  );
  window.addEventListener("online", () => later(0));
  window.addEventListener("pagehide", () => dirty() && keep());
  document.addEventListener("visibilitychange", () => document.hidden && save());
  restore();
}

function send(form, address) {
  return fetch(address, {
    method: "POST",
    body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")),
    headers: { "X-Autosave": "1", Accept: "application/json" },
    credentials: "same-origin",
    keepalive: document.hidden,
  });
}

// What a person wrote or chose: neither the token nor the version nor files.
function texts(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "version",
  );
}

const plain = (fields) => JSON.stringify(fields.map(([name, value]) => [name, value.trim().normalize()]));
const same = (one, other) => plain(one) === plain(other);

function fill(form, name, value) {
  for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked ||= control.value === value;
    } else {
      control.value = value;
    }
  }
}

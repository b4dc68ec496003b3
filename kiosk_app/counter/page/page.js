// The sign-in and invite page, for halls without a business system. It speaks the counter interface and nothing else.
// Whatever it shows goes in as text. It learns rated or not rated, never the level: the interface does not say it.
"use strict";

const TEXTS = {
  "zh-CN": {
    title: "评价器 · 窗口操作", stripLabel: "状态", terminal: "评价器", pad: "按键器", centre: "评价中心", unsent: "待上传",
    connectTitle: "连接评价器", connectHint: "请输入技术人员配发的 PIN 码或令牌，关闭本页后需重新输入。",
    token: "PIN 码或令牌", connect: "连接", disconnect: "断开本页",
    clerkTitle: "窗口人员", staffNo: "工号", name: "姓名", more: "更多（职务、星级、座右铭、照片，选填）",
    staffTitle: "职务", stars: "星级", noStars: "不显示", motto: "座右铭", photo: "照片（JPEG 或 PNG）",
    signIn: "登录", signOut: "退出登录", pause: "暂停服务", resume: "恢复服务", change: "更换人员",
    clean: "清洁屏幕", cleaningNow: "30 秒内触摸无效，可以擦拭屏幕。",
    onDuty: "服务中", onBreak: "暂停服务",
    inviteTitle: "邀请评价", case: "办件编号（可扫码，扫完即邀请）", step: "环节序号", invite: "邀请评价", takeBack: "收回邀请",
    recent: "最近的邀请", version: "版本",
    waiting: "已邀请，请群众评价…", rated: "已评价", declined: "未评价（群众暂不评价）", lapsed: "未评价（超时）",
    cancelled: "未评价（已收回）", fault: "未评价（评价器故障）", waitingShort: "等待评价",
    ready: "正常", lost: "连接中断", setup: "未设置", outOfService: "无法评价", paused: "暂停服务", silent: "无应答", disabled: "未启用", busy: "评价中",
    searching: "正在查找", degraded: "有故障",
    UNAUTHORIZED: "PIN 码或令牌不正确，或已被停用。", TOO_MANY: "错误次数过多，请一分钟后再试。",
    NO_STAFF: "请先登录或恢复服务。", ALREADY_RATED: "该办件的这一环节已经评价过。", BUSY: "上一次评价尚未结束，请稍候。",
    OUT_OF_SERVICE: "评价器暂时无法使用，请联系技术人员。", NOT_FOUND: "评价器上没有这个邀请。",
    BAD_REQUEST: "内容不符合要求：", TOO_LARGE: "内容过大。", NO_ANSWER: "评价器没有应答，请检查连接。",
    PHOTO: "照片无法使用，请选择 JPEG 或 PNG 图片。",
  },
  en: {
    title: "Rating terminal · counter", stripLabel: "Status", terminal: "Terminal", pad: "Pad", centre: "Centre", unsent: "To be sent",
    connectTitle: "Connect to the terminal", connectHint: "Enter the PIN or token your technician gave you. It is forgotten when this page is closed.",
    token: "PIN or token", connect: "Connect", disconnect: "Disconnect this page",
    clerkTitle: "At the counter", staffNo: "Staff number", name: "Name", more: "More (title, stars, motto, photo; optional)",
    staffTitle: "Title", stars: "Stars", noStars: "not shown", motto: "Motto", photo: "Photo (JPEG or PNG)",
    signIn: "Sign in", signOut: "Sign out", pause: "Pause", resume: "Resume", change: "Change clerk",
    clean: "Clean the screen", cleaningNow: "Touches do not count for 30 seconds: wipe the screen now.",
    onDuty: "on duty", onBreak: "paused",
    inviteTitle: "Invite a rating", case: "Case number (a scan invites at once)", step: "Step", invite: "Invite", takeBack: "Take back",
    recent: "Recent invitations", version: "Version",
    waiting: "Invited: the citizen may rate now…", rated: "Rated", declined: "Not rated (declined)", lapsed: "Not rated (time ran out)",
    cancelled: "Not rated (taken back)", fault: "Not rated (terminal fault)", waitingShort: "waiting",
    ready: "ready", lost: "lost", setup: "not set up", outOfService: "out of service", paused: "paused", silent: "no answer", disabled: "not used", busy: "in use",
    searching: "searching", degraded: "faulty",
    UNAUTHORIZED: "The PIN or token is wrong, or no longer valid.", TOO_MANY: "Too many wrong tries; wait a minute.",
    NO_STAFF: "Sign in or resume first.", ALREADY_RATED: "This step of the case has been rated already.", BUSY: "The last rating is not over yet; a moment, please.",
    OUT_OF_SERVICE: "The terminal cannot be used now; call a technician.", NOT_FOUND: "The terminal does not know this invitation.",
    BAD_REQUEST: "Not accepted: ", TOO_LARGE: "That is too large.", NO_ANSWER: "The terminal does not answer; check the connection.",
    PHOTO: "This photo cannot be used; choose a JPEG or PNG.",
  },
};

// What the terminal calls its states → the word to show and its colour. Others are shown as they are.
const STATES = {
  ready: ["ready", "good"], online: ["ready", "good"], synced: ["ready", "good"], ok: ["ready", "good"], reached: ["ready", "good"], idle: ["ready", "good"],
  thanks: ["busy", "good"], rating: ["busy", "good"], indicators: ["busy", "good"], text: ["busy", "good"], busy: ["busy", "good"],
  paused: ["paused", "warn"], searching: ["searching", "warn"], opening: ["searching", "warn"], probing: ["searching", "warn"], disabled: ["disabled", ""],
  degraded: ["degraded", "bad"], lost: ["lost", "bad"], offline: ["lost", "bad"], unreachable: ["lost", "bad"],
  setup: ["setup", "bad"], out_of_service: ["outOfService", "bad"], silent: ["silent", "bad"],
};

const OUTCOME_COLOURS = { rated: "good", declined: "warn", lapsed: "warn", cancelled: "warn", fault: "bad" };
const WAIT_SECONDS = 30;
const STATUS_MS = 5000;
const CLEANING_MS = 30000;
const PHOTO_PIXELS = 640;
const PHOTO_AS_IS_BYTES = 400 * 1024;
const RECENT = 5;

const at = (id) => document.getElementById(id);
let language = navigator.language.startsWith("en") ? "en" : "zh-CN";
let token = sessionStorage.getItem("token") || "";
let status = null;
let changing = false;
let current = null; // the invitation waited for: {invitationId, caseNo, state}
const recent = [];

const text = (key) => TEXTS[language][key] ?? key;

function show(id, visible) { at(id).hidden = !visible; }

function say(id, words, colour = "") {
  if (at(id).textContent !== words) at(id).textContent = words;
  if (at(id).className !== colour) at(id).className = colour;
}

class Refused extends Error {
  constructor(code, msg) { super(code); this.code = code; this.msg = msg; }
  words() { return text(this.code) + (this.code === "BAD_REQUEST" ? this.msg : ""); }
}

async function call(method, path, body, { as = token } = {}) {
  let answer;
  try {
    answer = await fetch("v1/" + path, {
      method,
      headers: { Authorization: "Bearer " + as, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      cache: "no-store",
    });
  } catch {
    throw new Refused("NO_ANSWER", "");
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const refusal = await answer.json().catch(() => ({ code: "NO_ANSWER", msg: "" }));
  throw new Refused(refusal.code, refusal.msg);
}

function fault(error) {
  if (error === null) { show("fault", false); at("fault").textContent = ""; return; }
  if (!(error instanceof Refused)) throw error;
  if (error.code === "UNAUTHORIZED") disconnect();
  at("fault").textContent = error.words();
  show("fault", true);
}

// A form or button: the fault of the last try goes away, a double press does nothing twice.
function doing(element, kind, act) {
  let busy = false;
  element.addEventListener(kind, async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    fault(null);
    try { await act(); } catch (error) { fault(error); } finally { busy = false; }
  });
}

function draw() {
  document.documentElement.lang = language;
  document.title = text("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  at("language").textContent = language === "en" ? "中文" : "English";
  at("language").lang = language === "en" ? "zh-CN" : "en";
  drawStatus();
  drawInvitations();
}

function drawState(id, state) {
  const [key, colour] = STATES[state] ?? [state, ""];
  say(id, text(key), colour);
}

function drawStatus() {
  const connected = token !== "" && status !== null;
  show("connect", token === "");
  show("strip", connected);
  show("clerk", connected);
  show("disconnect", token !== "");
  if (!connected) { show("invite-card", false); return; }
  const paused = status.state === "paused";
  const signedIn = status.staffNo !== null && status.staffNo !== undefined;
  drawState("terminal-state", status.state);
  drawState("pad-state", status.pad?.state);
  drawState("centre-state", status.central?.state);
  say("unsent", String(status.unsent ?? "…"));
  say("version", `${text("version")} ${status.version}`);
  show("on-duty", signedIn);
  show("sign-in", !signedIn || changing);
  show("invite-card", signedIn);
  show("pause", !paused);
  show("resume", paused);
  at("change").setAttribute("aria-expanded", String(changing));
  if (signedIn) {
    say("duty-name", status.staffNo);
    say("duty-state", text(paused ? "onBreak" : "onDuty"), paused ? "badge warn" : "badge");
  }
}

function drawInvitations() {
  if (current) {
    const waiting = !(current.state in OUTCOME_COLOURS);
    say("outcome", `${current.caseNo}  ${text(waiting ? "waiting" : current.state)}`, OUTCOME_COLOURS[current.state] ?? "");
    show("take-back", waiting);
  } else {
    say("outcome", "");
    show("take-back", false);
  }
  show("recent-title", recent.length > 0);
  at("recent").replaceChildren(...recent.map((one) => {
    const line = document.createElement("li");
    for (const words of [one.caseNo, text(one.state in OUTCOME_COLOURS ? one.state : "waitingShort")]) {
      const span = document.createElement("span");
      span.textContent = words;
      line.append(span);
    }
    return line;
  }));
}

async function refresh() {
  if (token === "") return;
  const asked = token;
  try {
    const answer = await call("GET", "status");
    if (asked === token) status = answer;
  } catch (error) {
    if (error.code === "UNAUTHORIZED") { fault(error); return; }
    if (status) status = { ...status, state: "silent", pad: { state: "…" }, central: { state: "…" } };
    else fault(error);
  }
  drawStatus();
}

function disconnect() {
  token = "";
  status = null;
  current = null;
  recent.length = 0;
  sessionStorage.removeItem("token");
  draw();
  at("token").focus();
}

doing(at("connect"), "submit", async () => {
  const given = at("token").value.trim();
  status = await call("GET", "status", undefined, { as: given });
  token = given;
  sessionStorage.setItem("token", token);
  at("token").value = "";
  draw();
  at(status.staffNo ? "case" : "staff-no").focus();
});

doing(at("sign-in"), "submit", async () => {
  const body = { staffNo: at("staff-no").value.trim(), name: at("name").value.trim(), title: at("staff-title").value, motto: at("motto").value };
  if (at("stars").value !== "") body.stars = Number(at("stars").value);
  if (at("photo").files.length > 0) body.photo = await photo(at("photo").files[0]);
  await call("PUT", "staff", body);
  changing = false;
  at("sign-in").reset();
  await refresh();
  at("case").focus();
});

doing(at("pause"), "click", async () => { await call("POST", "staff/pause"); await refresh(); at("resume").focus(); });
doing(at("resume"), "click", async () => { await call("POST", "staff/resume"); await refresh(); at("case").focus(); });
doing(at("sign-out"), "click", async () => { await call("DELETE", "staff"); await refresh(); at("staff-no").focus(); });
doing(at("clean"), "click", async () => {
  await call("POST", "cleaning");
  say("cleaning", text("cleaningNow"));
  setTimeout(() => say("cleaning", ""), CLEANING_MS);
});
doing(at("change"), "click", async () => { changing = !changing; drawStatus(); if (changing) at("staff-no").focus(); });
doing(at("disconnect"), "click", async () => disconnect());
doing(at("language"), "click", async () => { language = language === "en" ? "zh-CN" : "en"; draw(); });

doing(at("invite"), "submit", async () => {
  // A scanner in front of a Chinese input method may type full-width letters.
  const caseNo = at("case").value.normalize("NFKC").trim();
  if (caseNo === "") return;
  const invitation = await call("POST", "invitations", { projectNo: caseNo, serviceNumber: Number(at("step").value) })
    .finally(() => { at("case").select(); });
  current = { ...invitation, caseNo };
  recent.unshift(current);
  recent.length = Math.min(recent.length, RECENT);
  at("invite").reset();
  at("case").focus();
  drawInvitations();
  follow(current);
});

doing(at("take-back"), "click", async () => {
  await call("DELETE", "invitations/" + current.invitationId);
  at("case").focus();
});

// Waits by long-poll until the invitation is over; a terminal that is away for a while is asked again.
async function follow(invitation) {
  const mine = token;
  while (token === mine && !(invitation.state in OUTCOME_COLOURS)) {
    try {
      const answer = await call("GET", `invitations/${invitation.invitationId}?wait=${WAIT_SECONDS}`);
      invitation.state = answer.state;
    } catch (error) {
      if (error.code === "UNAUTHORIZED") { fault(error); return; }
      if (error.code === "NOT_FOUND") invitation.state = "fault";
      else await new Promise((resolve) => { setTimeout(resolve, 2000); });
    }
    if (token === mine) drawInvitations();
  }
  refresh();
}

// The photo as base64, made smaller where it comes from a camera.
async function photo(file) {
  let blob = file;
  try {
    const image = await createImageBitmap(file);
    if (file.size > PHOTO_AS_IS_BYTES) {
      const scale = Math.min(1, PHOTO_PIXELS / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.88); });
    }
    image.close();
  } catch {
    throw new Refused("PHOTO", "");
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let from = 0; from < bytes.length; from += 0x8000) binary += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  return btoa(binary);
}

// A scan while no field has the focus goes to the case number.
document.addEventListener("keydown", (event) => {
  const free = document.activeElement === document.body || document.activeElement === null;
  if (free && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && !at("invite-card").hidden) at("case").focus();
});

draw();
if (token === "") at("token").focus();
refresh().then(() => { if (status?.staffNo) at("case").focus(); });
setInterval(refresh, STATUS_MS);

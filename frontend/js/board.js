/* Cards of the board are dragged by mouse, pen and finger. Dropped where a link of the card's "Move to …" leads, the link is opened:
   the decision's form. Dropped elsewhere the card goes back and the reason is said. Nothing moves before somebody has decided. */
const board = document.querySelector(".sl-board");
const said = document.querySelector(".sl-said");
const NEAR = 48; /* px from the edge where the board begins to scroll */
const FAR = 6; /* px before a press becomes a drag */
let drag = null;

const say = (text, card) => {
  said.textContent = text.replace("{title}", `“${card.dataset.title}”`);
};
const laneAt = (x, y) => document.elementFromPoint(x, y)?.closest(".sl-lane") ?? null;
const wayTo = (card, lane) => card.querySelector(`[data-to="${lane.dataset.level}"]`);

const over = (lane) => {
  for (const each of board.querySelectorAll(".sl-lane")) {
    each.classList.toggle("over", each === lane);
  }
};

const begin = () => {
  const { card } = drag;
  drag.on = true;
  card.classList.add("dragged");
  board.classList.add("dragging");
  for (const lane of board.querySelectorAll(".sl-lane")) lane.classList.toggle("open", Boolean(wayTo(card, lane)?.querySelector("a")));
  say(board.dataset.moving, card);
};

const end = () => {
  if (!drag) return;
  const { card, pointer, handle } = drag;
  if (handle.hasPointerCapture?.(pointer)) handle.releasePointerCapture(pointer);
  card.classList.remove("dragged");
  card.style.translate = "";
  board.classList.remove("dragging");
  for (const lane of board.querySelectorAll(".sl-lane")) lane.classList.remove("open", "over");
  drag = null;
};

const drop = (card, lane) => {
  if (!lane) return say(board.dataset.stays, card);
  const way = wayTo(card, lane);
  const link = way?.querySelector("a");
  if (link) {
    say(board.dataset.opens, card);
    location.assign(link.href);
  } else if (way) {
    say(`${board.dataset.stays} ${way.textContent}`, card);
  } else {
    say(lane.contains(card) ? board.dataset.same : board.dataset.stays, card);
  }
};

if (board && said) {
  /* What a unit is asked is answered on its page, and moved nowhere. */
  for (const card of board.querySelectorAll(".sl-bcard:not([data-asked])")) {
    /* A finger scrolls the page with the card, and drags it by its grip. */
    const grip = document.createElement("span");
    grip.className = "sl-grip";
    grip.setAttribute("aria-hidden", "true");
    card.prepend(grip);
  }
  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".sl-bcard:not([data-asked])");
    const finger = event.pointerType === "touch";
    if (!card || event.button || event.target.closest("details") || (finger && !event.target.closest(".sl-grip"))) return;
    drag = { card, handle: event.target, pointer: event.pointerId, x: event.clientX, y: event.clientY, left: board.scrollLeft, top: scrollY, on: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const x = event.clientX - drag.x;
    const y = event.clientY - drag.y;
    if (!drag.on) {
      if (Math.hypot(x, y) < FAR) return;
      begin();
    }
    event.preventDefault();
    const box = board.getBoundingClientRect();
    if (event.clientX > box.right - NEAR) board.scrollLeft += 12;
    if (event.clientX < box.left + NEAR) board.scrollLeft -= 12;
    drag.card.style.translate = `${x + board.scrollLeft - drag.left}px ${y + scrollY - drag.top}px`;
    over(laneAt(event.clientX, event.clientY));
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { card, on } = drag;
    const lane = laneAt(event.clientX, event.clientY);
    end();
    if (!on) return;
    /* The press that ends a drag is no click on the title. */
    const quiet = (click) => click.preventDefault();
    addEventListener("click", quiet, true);
    setTimeout(() => removeEventListener("click", quiet, true));
    drop(card, lane);
  });
  const leave = () => {
    if (drag?.on) say(board.dataset.stays, drag.card);
    end();
  };
  document.addEventListener("pointercancel", leave);
  document.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  addEventListener("pageshow", end);
}

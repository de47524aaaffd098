/**
 * Hands values from senders to receivers, one to one and in order. A sender waits until a receiver
 * has taken its value, or until the value fits into the channel's buffer.
 */
export class Channel<T> {
  readonly #capacity: number;
  readonly #buffered: T[] = [];
  readonly #senders: WaitingSender<T>[] = [];
  readonly #receivers: ((value: T) => void)[] = [];

  constructor(options: { readonly capacity?: number } = {}) {
    this.#capacity = options.capacity ?? 0;
  }

  send(value: T): Promise<void> {
    const receiver = this.#receivers.shift();
    if (receiver !== undefined) {
      receiver(value);
      return Promise.resolve();
    }
    if (this.#buffered.length < this.#capacity) {
      this.#buffered.push(value);
      return Promise.resolve();
    }
    return new Promise((taken) => {
      this.#senders.push({ value, taken });
    });
  }

  receive(): Promise<T> {
    const sender = this.#senders.shift();
    if (sender !== undefined) {
      this.#buffered.push(sender.value);
      sender.taken();
    }
    if (this.#buffered.length > 0) return Promise.resolve(this.#buffered.shift() as T);
    return new Promise((resolve) => {
      this.#receivers.push(resolve);
    });
  }
}

interface WaitingSender<T> {
  readonly value: T;
  readonly taken: () => void;
}

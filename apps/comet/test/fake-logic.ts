import { AppError, logicRpc, type AppErrorCode, type CometId, type ConnectReply, type RpcContract } from '#contracts';
import { LogicHistory } from '../src/catch-up/logic-history.js';
import { LogicCalls } from '../src/logic/logic-calls.js';
import { LogicClient } from '../src/client/registration/logic-client.js';

type CallName = keyof typeof logicRpc;
type AnyContract = RpcContract<unknown, unknown>;

interface Call {
  readonly name: CallName;
  readonly request: Record<string, unknown>;
  answer(reply?: object): void;
  fail(code: AppErrorCode): void;
}

const GRANTED: ConnectReply = {
  mid: 7,
  key: 'key',
  roomID: '',
  accepts: [1000],
  heartbeat: 60_000 * 1_000_000,
  platform: 'web',
  joined: [],
  revision: 0,
  expiresIn: 0,
  tokenId: '',
  isProven: true,
  life: 0,
  grant: { mayJoin: [], joinsAny: true, readsAny: true },
};
const ANSWERS: { [Name in CallName]?: object } & { connect: ConnectReply } = {
  connect: GRANTED,
  disconnect: { has: true },
  renewOnline: { allRoomCount: {} },
};

/**
 * Logic as a comet sees it. Requests pass through their codec, as on the bus. Answers at once; calls that are `held` wait
 * for the test to answer them.
 */
export class FakeLogic {
  readonly calls: Call[] = [];
  /** Counts those that failed. */
  private readonly counted = new LogicCalls();
  private readonly rpc = this.counted.through({
    call: (contract, request) => this.receive(contract, request) as Promise<never>,
  });
  readonly client = new LogicClient(this.rpc, 'comet-1' as CometId);
  readonly history = new LogicHistory(this.rpc);
  private readonly held = new Set<CallName>();
  private readonly answers = structuredClone(ANSWERS);
  private readonly makers = new Map<CallName, (request: Readonly<Record<string, unknown>>) => object>([
    ['news', newsOfAll],
  ]);
  private readonly failures = new Map<CallName, AppErrorCode>();

  /** How many failed, by name. */
  get failed(): Readonly<Record<string, number>> {
    return this.counted.failed;
  }

  grant(reply: Partial<ConnectReply>): void {
    Object.assign(this.answers.connect, reply);
  }

  hold(...names: CallName[]): void {
    for (const name of names) this.held.add(name);
  }

  /** Answers the calls of this name with what `make` makes of the request. */
  answerWith(name: CallName, make: (request: Readonly<Record<string, unknown>>) => object): void {
    this.makers.set(name, make);
  }

  /** Fails the calls of this name, until `code` is undefined. */
  fail(name: CallName, code: AppErrorCode | undefined): void {
    if (code) this.failures.set(name, code);
    else this.failures.delete(name);
  }

  /** From now on every key belongs to another connection. */
  replaceAll(): void {
    this.answers.heartbeat = { replaced: true };
  }

  callsOf(name: CallName): Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  private receive(contract: AnyContract, request: unknown): Promise<unknown> {
    const name = (Object.keys(logicRpc) as CallName[]).find((key) => logicRpc[key].subject === contract.subject)!;
    return new Promise((resolve, reject) => {
      const decoded = contract.request.decode(contract.request.encode(request).finish()) as Record<string, unknown>;
      const call: Call = {
        name,
        request: decoded,
        answer: (reply = this.makers.get(name)?.(decoded) ?? this.answers[name] ?? {}) =>
          resolve(contract.reply.decode(contract.reply.encode(reply).finish())),
        fail: (code) => reject(new AppError(code, `${name} failed`)),
      };
      this.calls.push(call);
      if (this.held.has(name)) return;
      const failure = this.failures.get(name);
      if (failure) call.fail(failure);
      else call.answer();
    });
  }
}

/** Something came in every target, so that each is read. */
function newsOfAll({ epoch, targets }: Readonly<Record<string, unknown>>): object {
  const all = targets as string[];
  return { epoch, verdicts: all.map(() => 'missed'), upTo: all.map(() => 0) };
}

import { Injectable, Module } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { filesKeptBack, SocketPlaces } from '#limits';
import { maxOpenFiles } from '#reports';
import type { ServerCertificate } from '#tls';

/** A way in beside HTTP and the bus, which a feature brings along. */
export interface Transport {
  /** Names its address in the line that says where the app listens. */
  readonly name: string;
  readonly strategy: CustomTransportStrategy;
  /** Known once it listens; undefined where nobody connects to it. */
  readonly address?: string;
  /** What it shows who connects, where it speaks TLS. */
  readonly certificate?: ServerCertificate | undefined;
}

/** Features add transports while Nest makes their providers; boot connects them. */
@Injectable()
export class Transports {
  readonly list: Transport[] = [];
  /** Of all ports but that of operators: each is kept between requests, and takes a file of the process. */
  readonly sockets = new SocketPlaces({ current: { most: mostSockets(), ofAddress: 0 } }, []);

  get certificates(): readonly ServerCertificate[] {
    return this.list.flatMap(({ certificate }) => certificate ?? []);
  }
}

function mostSockets(): number {
  const openFiles = maxOpenFiles() || Infinity;
  return openFiles - filesKeptBack(openFiles);
}

@Module({ providers: [Transports], exports: [Transports] })
export class TransportsModule {}

import { Injectable, Module } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
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

  get certificates(): readonly ServerCertificate[] {
    return this.list.flatMap(({ certificate }) => certificate ?? []);
  }
}

@Module({ providers: [Transports], exports: [Transports] })
export class TransportsModule {}

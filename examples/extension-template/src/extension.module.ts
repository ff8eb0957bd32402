import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Member } from './member.entity.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { MuteInterceptor } from './mute.interceptor.js';
import { SessionCounter } from './session-counter.js';

/** What logic loads: `LOGIC__EXTENSIONS=./dist/extension.module.js`. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        type: 'postgres' as const,
        url: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
        entities: [Member],
        // Creates the table at the start: migrations take its place before there is anything to lose.
        synchronize: true,
      }),
    }),
    TypeOrmModule.forFeature([Member]),
  ],
  controllers: [MembersController],
  providers: [MembersService, MuteInterceptor, SessionCounter],
})
export default class ExtensionModule {}

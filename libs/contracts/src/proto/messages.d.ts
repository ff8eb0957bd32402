import * as $protobuf from "protobufjs/minimal.js";
import type { Mid } from '../mid.js';

/** Namespace goim. */
export namespace goim {

    /** Namespace comet. */
    namespace comet {

        /**
         * Properties of a LeaseEpoch.
         * @deprecated Use goim.comet.LeaseEpoch.$Properties instead.
         */
        interface ILeaseEpoch extends goim.comet.LeaseEpoch.$Properties {
        }

        /** The lease by which a job sends pushes. A comet takes nothing by an older lease of a partition than the newest that it knows. */
        class LeaseEpoch {

            /**
             * Constructs a new LeaseEpoch.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.LeaseEpoch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LeaseEpoch partition. */
            get partition(): number;
            set partition(value: number);

            /** When the store of leases was created: milliseconds since 1970, modulo 2^32. Revisions of two stores can't be compared. */
            get store(): number;
            set store(value: number);

            /** Grows with each lease of the partition. A double, which costs less than an int64. */
            get revision(): number;
            set revision(value: number);

            /**
             * Encodes the specified LeaseEpoch message. Does not implicitly {@link goim.comet.LeaseEpoch.verify|verify} messages.
             * @param message LeaseEpoch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.LeaseEpoch, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeaseEpoch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.LeaseEpoch & goim.comet.LeaseEpoch.$Shape} LeaseEpoch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.LeaseEpoch;
        }

        namespace LeaseEpoch {

            /** Properties of a LeaseEpoch. */
            interface $Properties {

                /** LeaseEpoch partition */
                partition?: (number|null);

                /** When the store of leases was created: milliseconds since 1970, modulo 2^32. Revisions of two stores can't be compared. */
                store?: (number|null);

                /** Grows with each lease of the partition. A double, which costs less than an int64. */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LeaseEpoch. */
            type $Shape = goim.comet.LeaseEpoch.$Properties;
        }

        /**
         * Properties of a PushMsgReq.
         * @deprecated Use goim.comet.PushMsgReq.$Properties instead.
         */
        interface IPushMsgReq extends goim.comet.PushMsgReq.$Properties {
        }

        /** Push to the connections of these keys that accept protoOp. */
        class PushMsgReq {

            /**
             * Constructs a new PushMsgReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.PushMsgReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushMsgReq keys. */
            get keys(): string[];
            set keys(value: string[]);

            /** PushMsgReq proto. */
            proto?: (goim.protocol.Proto|null);

            /** PushMsgReq protoOp. */
            get protoOp(): number;
            set protoOp(value: number);

            /** To all of them, whatever operations they accept. Fields below 100 are goim's. */
            get unfiltered(): boolean;
            set unfiltered(value: boolean);

            /** Incarnation of the push stream and the message's id in it; 0 = not known. */
            get epoch(): number;
            set epoch(value: number);

            /** PushMsgReq id. */
            get id(): number;
            set id(value: number);

            /** Of each key, the member that the message was addressed to; empty = it was addressed to the keys. */
            get mids(): Mid[];
            set mids(value: Mid[]);

            /** Of each key, the id of the message before, to the same member or key; 0 = not known. */
            get prevs(): number[];
            set prevs(value: number[]);

            /** No history is kept of it. */
            get transient(): boolean;
            set transient(value: boolean);

            /** Absent = not known. */
            lease?: (goim.comet.LeaseEpoch|null);

            /** Its pusher asked what becomes of it. */
            get receipt(): boolean;
            set receipt(value: boolean);

            /** The message may have been delivered under this id. */
            former?: (goim.protocol.FormerPlace|null);

            /**
             * Encodes the specified PushMsgReq message. Does not implicitly {@link goim.comet.PushMsgReq.verify|verify} messages.
             * @param message PushMsgReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.PushMsgReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushMsgReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.PushMsgReq & goim.comet.PushMsgReq.$Shape} PushMsgReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.PushMsgReq;
        }

        namespace PushMsgReq {

            /** Properties of a PushMsgReq. */
            interface $Properties {

                /** PushMsgReq keys */
                keys?: (string[]|null);

                /** PushMsgReq proto */
                proto?: (goim.protocol.Proto|null);

                /** PushMsgReq protoOp */
                protoOp?: (number|null);

                /** To all of them, whatever operations they accept. Fields below 100 are goim's. */
                unfiltered?: (boolean|null);

                /** Incarnation of the push stream and the message's id in it; 0 = not known. */
                epoch?: (number|null);

                /** PushMsgReq id */
                id?: (number|null);

                /** Of each key, the member that the message was addressed to; empty = it was addressed to the keys. */
                mids?: (Mid[]|null);

                /** Of each key, the id of the message before, to the same member or key; 0 = not known. */
                prevs?: (number[]|null);

                /** No history is kept of it. */
                transient?: (boolean|null);

                /** Absent = not known. */
                lease?: (goim.comet.LeaseEpoch|null);

                /** Its pusher asked what becomes of it. */
                receipt?: (boolean|null);

                /** The message may have been delivered under this id. */
                former?: (goim.protocol.FormerPlace|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushMsgReq. */
            type $Shape = goim.comet.PushMsgReq.$Properties;
        }

        /**
         * Properties of a PushMsgReply.
         * @deprecated Use goim.comet.PushMsgReply.$Properties instead.
         */
        interface IPushMsgReply extends goim.comet.PushMsgReply.$Properties {
        }

        /** Represents a PushMsgReply. */
        class PushMsgReply {

            /**
             * Constructs a new PushMsgReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.PushMsgReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified PushMsgReply message. Does not implicitly {@link goim.comet.PushMsgReply.verify|verify} messages.
             * @param message PushMsgReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.PushMsgReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushMsgReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.PushMsgReply & goim.comet.PushMsgReply.$Shape} PushMsgReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.PushMsgReply;
        }

        namespace PushMsgReply {

            /** Properties of a PushMsgReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushMsgReply. */
            type $Shape = goim.comet.PushMsgReply.$Properties;
        }

        /**
         * Properties of a BroadcastReq.
         * @deprecated Use goim.comet.BroadcastReq.$Properties instead.
         */
        interface IBroadcastReq extends goim.comet.BroadcastReq.$Properties {
        }

        /** Push to every connection that accepts protoOp. */
        class BroadcastReq {

            /**
             * Constructs a new BroadcastReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.BroadcastReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BroadcastReq protoOp. */
            get protoOp(): number;
            set protoOp(value: number);

            /** BroadcastReq proto. */
            proto?: (goim.protocol.Proto|null);

            /** Connections a second at this comet, for comets that paces does not name; 0 = as fast as it can. */
            get speed(): number;
            set speed(value: number);

            /** BroadcastReq unfiltered. */
            get unfiltered(): boolean;
            set unfiltered(value: boolean);

            /** BroadcastReq paces. */
            get paces(): goim.comet.CometPace[];
            set paces(value: goim.comet.CometPace[]);

            /** As in PushMsgReq. */
            get epoch(): number;
            set epoch(value: number);

            /** BroadcastReq id. */
            get id(): number;
            set id(value: number);

            /** Id of the broadcast before; 0 = not known. */
            get prev(): number;
            set prev(value: number);

            /** BroadcastReq transient. */
            get transient(): boolean;
            set transient(value: boolean);

            /** BroadcastReq lease. */
            lease?: (goim.comet.LeaseEpoch|null);

            /** BroadcastReq receipt. */
            get receipt(): boolean;
            set receipt(value: boolean);

            /** As in PushMsgReq. */
            former?: (goim.protocol.FormerPlace|null);

            /**
             * Encodes the specified BroadcastReq message. Does not implicitly {@link goim.comet.BroadcastReq.verify|verify} messages.
             * @param message BroadcastReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.BroadcastReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BroadcastReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.BroadcastReq & goim.comet.BroadcastReq.$Shape} BroadcastReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.BroadcastReq;
        }

        namespace BroadcastReq {

            /** Properties of a BroadcastReq. */
            interface $Properties {

                /** BroadcastReq protoOp */
                protoOp?: (number|null);

                /** BroadcastReq proto */
                proto?: (goim.protocol.Proto|null);

                /** Connections a second at this comet, for comets that paces does not name; 0 = as fast as it can. */
                speed?: (number|null);

                /** BroadcastReq unfiltered */
                unfiltered?: (boolean|null);

                /** BroadcastReq paces */
                paces?: (goim.comet.CometPace[]|null);

                /** As in PushMsgReq. */
                epoch?: (number|null);

                /** BroadcastReq id */
                id?: (number|null);

                /** Id of the broadcast before; 0 = not known. */
                prev?: (number|null);

                /** BroadcastReq transient */
                transient?: (boolean|null);

                /** BroadcastReq lease */
                lease?: (goim.comet.LeaseEpoch|null);

                /** BroadcastReq receipt */
                receipt?: (boolean|null);

                /** As in PushMsgReq. */
                former?: (goim.protocol.FormerPlace|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BroadcastReq. */
            type $Shape = goim.comet.BroadcastReq.$Properties;
        }

        /**
         * Properties of a CometPace.
         * @deprecated Use goim.comet.CometPace.$Properties instead.
         */
        interface ICometPace extends goim.comet.CometPace.$Properties {
        }

        /** How fast one comet is to write a broadcast. */
        class CometPace {

            /**
             * Constructs a new CometPace.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.CometPace.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CometPace comet. */
            get comet(): string;
            set comet(value: string);

            /** Connections a second; above 0. */
            get perSecond(): number;
            set perSecond(value: number);

            /**
             * Encodes the specified CometPace message. Does not implicitly {@link goim.comet.CometPace.verify|verify} messages.
             * @param message CometPace message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.CometPace, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CometPace message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.CometPace & goim.comet.CometPace.$Shape} CometPace
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.CometPace;
        }

        namespace CometPace {

            /** Properties of a CometPace. */
            interface $Properties {

                /** CometPace comet */
                comet?: (string|null);

                /** Connections a second; above 0. */
                perSecond?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CometPace. */
            type $Shape = goim.comet.CometPace.$Properties;
        }

        /**
         * Properties of a BroadcastReply.
         * @deprecated Use goim.comet.BroadcastReply.$Properties instead.
         */
        interface IBroadcastReply extends goim.comet.BroadcastReply.$Properties {
        }

        /** Represents a BroadcastReply. */
        class BroadcastReply {

            /**
             * Constructs a new BroadcastReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.BroadcastReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified BroadcastReply message. Does not implicitly {@link goim.comet.BroadcastReply.verify|verify} messages.
             * @param message BroadcastReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.BroadcastReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BroadcastReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.BroadcastReply & goim.comet.BroadcastReply.$Shape} BroadcastReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.BroadcastReply;
        }

        namespace BroadcastReply {

            /** Properties of a BroadcastReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BroadcastReply. */
            type $Shape = goim.comet.BroadcastReply.$Properties;
        }

        /**
         * Properties of a BroadcastRoomReq.
         * @deprecated Use goim.comet.BroadcastRoomReq.$Properties instead.
         */
        interface IBroadcastRoomReq extends goim.comet.BroadcastRoomReq.$Properties {
        }

        /** Push to every member of a room. */
        class BroadcastRoomReq {

            /**
             * Constructs a new BroadcastRoomReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.BroadcastRoomReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BroadcastRoomReq roomID. */
            get roomID(): string;
            set roomID(value: string);

            /** BroadcastRoomReq proto. */
            proto?: (goim.protocol.Proto|null);

            /** Incarnation of the push stream; 0 = not known. */
            get epoch(): number;
            set epoch(value: number);

            /** Of each of the packets in proto, in their order. */
            get ids(): number[];
            set ids(value: number[]);

            /** Id of the room's message before the first of them that has a history; 0 = not known. */
            get prev(): number;
            set prev(value: number);

            /** Which of the packets have no history: their places in ids. */
            get transient(): number[];
            set transient(value: number[]);

            /** BroadcastRoomReq lease. */
            lease?: (goim.comet.LeaseEpoch|null);

            /** As in PushMsgReq; there is one packet then. */
            get receipt(): boolean;
            set receipt(value: boolean);

            /** The same. */
            former?: (goim.protocol.FormerPlace|null);

            /**
             * Encodes the specified BroadcastRoomReq message. Does not implicitly {@link goim.comet.BroadcastRoomReq.verify|verify} messages.
             * @param message BroadcastRoomReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.BroadcastRoomReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BroadcastRoomReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.BroadcastRoomReq & goim.comet.BroadcastRoomReq.$Shape} BroadcastRoomReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.BroadcastRoomReq;
        }

        namespace BroadcastRoomReq {

            /** Properties of a BroadcastRoomReq. */
            interface $Properties {

                /** BroadcastRoomReq roomID */
                roomID?: (string|null);

                /** BroadcastRoomReq proto */
                proto?: (goim.protocol.Proto|null);

                /** Incarnation of the push stream; 0 = not known. */
                epoch?: (number|null);

                /** Of each of the packets in proto, in their order. */
                ids?: (number[]|null);

                /** Id of the room's message before the first of them that has a history; 0 = not known. */
                prev?: (number|null);

                /** Which of the packets have no history: their places in ids. */
                transient?: (number[]|null);

                /** BroadcastRoomReq lease */
                lease?: (goim.comet.LeaseEpoch|null);

                /** As in PushMsgReq; there is one packet then. */
                receipt?: (boolean|null);

                /** The same. */
                former?: (goim.protocol.FormerPlace|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BroadcastRoomReq. */
            type $Shape = goim.comet.BroadcastRoomReq.$Properties;
        }

        /**
         * Properties of a BroadcastRoomReply.
         * @deprecated Use goim.comet.BroadcastRoomReply.$Properties instead.
         */
        interface IBroadcastRoomReply extends goim.comet.BroadcastRoomReply.$Properties {
        }

        /** Represents a BroadcastRoomReply. */
        class BroadcastRoomReply {

            /**
             * Constructs a new BroadcastRoomReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.BroadcastRoomReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified BroadcastRoomReply message. Does not implicitly {@link goim.comet.BroadcastRoomReply.verify|verify} messages.
             * @param message BroadcastRoomReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.BroadcastRoomReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BroadcastRoomReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.BroadcastRoomReply & goim.comet.BroadcastRoomReply.$Shape} BroadcastRoomReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.BroadcastRoomReply;
        }

        namespace BroadcastRoomReply {

            /** Properties of a BroadcastRoomReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BroadcastRoomReply. */
            type $Shape = goim.comet.BroadcastRoomReply.$Properties;
        }

        /**
         * Properties of a RoomsReq.
         * @deprecated Use goim.comet.RoomsReq.$Properties instead.
         */
        interface IRoomsReq extends goim.comet.RoomsReq.$Properties {
        }

        /** Represents a RoomsReq. */
        class RoomsReq {

            /**
             * Constructs a new RoomsReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.RoomsReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified RoomsReq message. Does not implicitly {@link goim.comet.RoomsReq.verify|verify} messages.
             * @param message RoomsReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.RoomsReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RoomsReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.RoomsReq & goim.comet.RoomsReq.$Shape} RoomsReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.RoomsReq;
        }

        namespace RoomsReq {

            /** Properties of a RoomsReq. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RoomsReq. */
            type $Shape = goim.comet.RoomsReq.$Properties;
        }

        /**
         * Properties of a RoomsReply.
         * @deprecated Use goim.comet.RoomsReply.$Properties instead.
         */
        interface IRoomsReply extends goim.comet.RoomsReply.$Properties {
        }

        /** Represents a RoomsReply. */
        class RoomsReply {

            /**
             * Constructs a new RoomsReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.RoomsReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RoomsReply rooms. */
            get rooms(): { [k: string]: boolean };
            set rooms(value: { [k: string]: boolean });

            /**
             * Encodes the specified RoomsReply message. Does not implicitly {@link goim.comet.RoomsReply.verify|verify} messages.
             * @param message RoomsReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.RoomsReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RoomsReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.RoomsReply & goim.comet.RoomsReply.$Shape} RoomsReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.RoomsReply;
        }

        namespace RoomsReply {

            /** Properties of a RoomsReply. */
            interface $Properties {

                /** RoomsReply rooms */
                rooms?: ({ [k: string]: boolean }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RoomsReply. */
            type $Shape = goim.comet.RoomsReply.$Properties;
        }

        /**
         * Properties of a CloseReq.
         * @deprecated Use goim.comet.CloseReq.$Properties instead.
         */
        interface ICloseReq extends goim.comet.CloseReq.$Properties {
        }

        /** Close the connection of a key. */
        class CloseReq {

            /**
             * Constructs a new CloseReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.CloseReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CloseReq key. */
            get key(): string;
            set key(value: string);

            /** 0 = whichever holds the key now; else only this one. */
            get connection(): number;
            set connection(value: number);

            /** One of the stable reasons that clients get, such as replaced or kicked. */
            get reason(): string;
            set reason(value: string);

            /** A message for the client; at most 100 bytes. */
            get message(): string;
            set message(value: string);

            /**
             * Encodes the specified CloseReq message. Does not implicitly {@link goim.comet.CloseReq.verify|verify} messages.
             * @param message CloseReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.CloseReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CloseReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.CloseReq & goim.comet.CloseReq.$Shape} CloseReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.CloseReq;
        }

        namespace CloseReq {

            /** Properties of a CloseReq. */
            interface $Properties {

                /** CloseReq key */
                key?: (string|null);

                /** 0 = whichever holds the key now; else only this one. */
                connection?: (number|null);

                /** One of the stable reasons that clients get, such as replaced or kicked. */
                reason?: (string|null);

                /** A message for the client; at most 100 bytes. */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CloseReq. */
            type $Shape = goim.comet.CloseReq.$Properties;
        }

        /**
         * Properties of a CloseReply.
         * @deprecated Use goim.comet.CloseReply.$Properties instead.
         */
        interface ICloseReply extends goim.comet.CloseReply.$Properties {
        }

        /** Represents a CloseReply. */
        class CloseReply {

            /**
             * Constructs a new CloseReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.CloseReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** False where the comet has no such connection. */
            get has(): boolean;
            set has(value: boolean);

            /**
             * Encodes the specified CloseReply message. Does not implicitly {@link goim.comet.CloseReply.verify|verify} messages.
             * @param message CloseReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.CloseReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CloseReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.CloseReply & goim.comet.CloseReply.$Shape} CloseReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.CloseReply;
        }

        namespace CloseReply {

            /** Properties of a CloseReply. */
            interface $Properties {

                /** False where the comet has no such connection. */
                has?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CloseReply. */
            type $Shape = goim.comet.CloseReply.$Properties;
        }

        /**
         * Properties of a ChangeRoomsReq.
         * @deprecated Use goim.comet.ChangeRoomsReq.$Properties instead.
         */
        interface IChangeRoomsReq extends goim.comet.ChangeRoomsReq.$Properties {
        }

        /** Put the connection of a key into rooms, and take it out of rooms. */
        class ChangeRoomsReq {

            /**
             * Constructs a new ChangeRoomsReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.ChangeRoomsReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeRoomsReq key. */
            get key(): string;
            set key(value: string);

            /** ChangeRoomsReq join. */
            get join(): string[];
            set join(value: string[]);

            /** ChangeRoomsReq leave. */
            get leave(): string[];
            set leave(value: string[]);

            /**
             * Encodes the specified ChangeRoomsReq message. Does not implicitly {@link goim.comet.ChangeRoomsReq.verify|verify} messages.
             * @param message ChangeRoomsReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.ChangeRoomsReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeRoomsReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.ChangeRoomsReq & goim.comet.ChangeRoomsReq.$Shape} ChangeRoomsReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.ChangeRoomsReq;
        }

        namespace ChangeRoomsReq {

            /** Properties of a ChangeRoomsReq. */
            interface $Properties {

                /** ChangeRoomsReq key */
                key?: (string|null);

                /** ChangeRoomsReq join */
                join?: (string[]|null);

                /** ChangeRoomsReq leave */
                leave?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeRoomsReq. */
            type $Shape = goim.comet.ChangeRoomsReq.$Properties;
        }

        /**
         * Properties of a ChangeRoomsReply.
         * @deprecated Use goim.comet.ChangeRoomsReply.$Properties instead.
         */
        interface IChangeRoomsReply extends goim.comet.ChangeRoomsReply.$Properties {
        }

        /** Represents a ChangeRoomsReply. */
        class ChangeRoomsReply {

            /**
             * Constructs a new ChangeRoomsReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.ChangeRoomsReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeRoomsReply has. */
            get has(): boolean;
            set has(value: boolean);

            /** The rooms that it is in now: the primary room, and the extra rooms. */
            get roomID(): string;
            set roomID(value: string);

            /** ChangeRoomsReply joined. */
            get joined(): string[];
            set joined(value: string[]);

            /**
             * Encodes the specified ChangeRoomsReply message. Does not implicitly {@link goim.comet.ChangeRoomsReply.verify|verify} messages.
             * @param message ChangeRoomsReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.ChangeRoomsReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeRoomsReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.ChangeRoomsReply & goim.comet.ChangeRoomsReply.$Shape} ChangeRoomsReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.ChangeRoomsReply;
        }

        namespace ChangeRoomsReply {

            /** Properties of a ChangeRoomsReply. */
            interface $Properties {

                /** ChangeRoomsReply has */
                has?: (boolean|null);

                /** The rooms that it is in now: the primary room, and the extra rooms. */
                roomID?: (string|null);

                /** ChangeRoomsReply joined */
                joined?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeRoomsReply. */
            type $Shape = goim.comet.ChangeRoomsReply.$Properties;
        }

        /**
         * Properties of an OfflineReq.
         * @deprecated Use goim.comet.OfflineReq.$Properties instead.
         */
        interface IOfflineReq extends goim.comet.OfflineReq.$Properties {
        }

        /** Take new clients by the list of nodes, or not. */
        class OfflineReq {

            /**
             * Constructs a new OfflineReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.OfflineReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OfflineReq offline. */
            get offline(): boolean;
            set offline(value: boolean);

            /**
             * Encodes the specified OfflineReq message. Does not implicitly {@link goim.comet.OfflineReq.verify|verify} messages.
             * @param message OfflineReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.OfflineReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OfflineReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.OfflineReq & goim.comet.OfflineReq.$Shape} OfflineReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.OfflineReq;
        }

        namespace OfflineReq {

            /** Properties of an OfflineReq. */
            interface $Properties {

                /** OfflineReq offline */
                offline?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OfflineReq. */
            type $Shape = goim.comet.OfflineReq.$Properties;
        }

        /**
         * Properties of an OfflineReply.
         * @deprecated Use goim.comet.OfflineReply.$Properties instead.
         */
        interface IOfflineReply extends goim.comet.OfflineReply.$Properties {
        }

        /** Represents an OfflineReply. */
        class OfflineReply {

            /**
             * Constructs a new OfflineReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.OfflineReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified OfflineReply message. Does not implicitly {@link goim.comet.OfflineReply.verify|verify} messages.
             * @param message OfflineReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.OfflineReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OfflineReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.OfflineReply & goim.comet.OfflineReply.$Shape} OfflineReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.OfflineReply;
        }

        namespace OfflineReply {

            /** Properties of an OfflineReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OfflineReply. */
            type $Shape = goim.comet.OfflineReply.$Properties;
        }

        /**
         * Properties of a SessionReq.
         * @deprecated Use goim.comet.SessionReq.$Properties instead.
         */
        interface ISessionReq extends goim.comet.SessionReq.$Properties {
        }

        /** Asks what a comet knows of a session: how it is now, and what happened to it lately. */
        class SessionReq {

            /**
             * Constructs a new SessionReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.SessionReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionReq key. */
            get key(): string;
            set key(value: string);

            /** How far has this target come here? Empty = it is not asked. */
            get target(): string;
            set target(value: string);

            /** SessionReq epoch. */
            get epoch(): number;
            set epoch(value: number);

            /**
             * Encodes the specified SessionReq message. Does not implicitly {@link goim.comet.SessionReq.verify|verify} messages.
             * @param message SessionReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.SessionReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.SessionReq & goim.comet.SessionReq.$Shape} SessionReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.SessionReq;
        }

        namespace SessionReq {

            /** Properties of a SessionReq. */
            interface $Properties {

                /** SessionReq key */
                key?: (string|null);

                /** How far has this target come here? Empty = it is not asked. */
                target?: (string|null);

                /** SessionReq epoch */
                epoch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionReq. */
            type $Shape = goim.comet.SessionReq.$Properties;
        }

        /**
         * Properties of a SessionReply.
         * @deprecated Use goim.comet.SessionReply.$Properties instead.
         */
        interface ISessionReply extends goim.comet.SessionReply.$Properties {
        }

        /** Represents a SessionReply. */
        class SessionReply {

            /**
             * Constructs a new SessionReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.SessionReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Milliseconds since 1970, by the clock of NATS, as all times: what happened before may be forgotten. */
            get since(): number;
            set since(value: number);

            /** To the session, or to the comet as a whole. The oldest first. */
            get events(): goim.comet.SessionEvent[];
            set events(value: goim.comet.SessionEvent[]);

            /** Absent = it is not here. */
            live?: (goim.comet.LiveSession|null);

            /** Id of the target's newest message that was delivered here; 0 = of none it is known. */
            get reached(): number;
            set reached(value: number);

            /**
             * Encodes the specified SessionReply message. Does not implicitly {@link goim.comet.SessionReply.verify|verify} messages.
             * @param message SessionReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.SessionReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.SessionReply & goim.comet.SessionReply.$Shape} SessionReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.SessionReply;
        }

        namespace SessionReply {

            /** Properties of a SessionReply. */
            interface $Properties {

                /** Milliseconds since 1970, by the clock of NATS, as all times: what happened before may be forgotten. */
                since?: (number|null);

                /** To the session, or to the comet as a whole. The oldest first. */
                events?: (goim.comet.SessionEvent[]|null);

                /** Absent = it is not here. */
                live?: (goim.comet.LiveSession|null);

                /** Id of the target's newest message that was delivered here; 0 = of none it is known. */
                reached?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionReply. */
            type $Shape = goim.comet.SessionReply.$Properties;
        }

        /**
         * Properties of a SessionEvent.
         * @deprecated Use goim.comet.SessionEvent.$Properties instead.
         */
        interface ISessionEvent extends goim.comet.SessionEvent.$Properties {
        }

        /** Represents a SessionEvent. */
        class SessionEvent {

            /**
             * Constructs a new SessionEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.SessionEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionEvent time. */
            get time(): number;
            set time(value: number);

            /** To a session: begun, ended, joined, left, accepts, slow. To the comet: cut-off, back, gap, withdrawn. */
            get what(): string;
            set what(value: string);

            /** Empty = the comet. */
            get key(): string;
            set key(value: string);

            /** The room; of a gap and of what was withdrawn the target. */
            get where(): string;
            set where(value: string);

            /** Why it ended; the verdict of a gap. */
            get reason(): string;
            set reason(value: string);

            /** What it accepts from then on. */
            get accepts(): number[];
            set accepts(value: number[]);

            /** SessionEvent mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** SessionEvent epoch. */
            get epoch(): number;
            set epoch(value: number);

            /** A gap: the missing ones are above `from`, up to `to`. What was withdrawn: `to`. */
            get from(): number;
            set from(value: number);

            /** SessionEvent to. */
            get to(): number;
            set to(value: number);

            /**
             * Encodes the specified SessionEvent message. Does not implicitly {@link goim.comet.SessionEvent.verify|verify} messages.
             * @param message SessionEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.SessionEvent, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.SessionEvent & goim.comet.SessionEvent.$Shape} SessionEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.SessionEvent;
        }

        namespace SessionEvent {

            /** Properties of a SessionEvent. */
            interface $Properties {

                /** SessionEvent time */
                time?: (number|null);

                /** To a session: begun, ended, joined, left, accepts, slow. To the comet: cut-off, back, gap, withdrawn. */
                what?: (string|null);

                /** Empty = the comet. */
                key?: (string|null);

                /** The room; of a gap and of what was withdrawn the target. */
                where?: (string|null);

                /** Why it ended; the verdict of a gap. */
                reason?: (string|null);

                /** What it accepts from then on. */
                accepts?: (number[]|null);

                /** SessionEvent mid */
                mid?: (Mid|null);

                /** SessionEvent epoch */
                epoch?: (number|null);

                /** A gap: the missing ones are above `from`, up to `to`. What was withdrawn: `to`. */
                from?: (number|null);

                /** SessionEvent to */
                to?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionEvent. */
            type $Shape = goim.comet.SessionEvent.$Properties;
        }

        /**
         * Properties of a LiveSession.
         * @deprecated Use goim.comet.LiveSession.$Properties instead.
         */
        interface ILiveSession extends goim.comet.LiveSession.$Properties {
        }

        /** Represents a LiveSession. */
        class LiveSession {

            /**
             * Constructs a new LiveSession.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.LiveSession.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LiveSession mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** LiveSession roomID. */
            get roomID(): string;
            set roomID(value: string);

            /** LiveSession joined. */
            get joined(): string[];
            set joined(value: string[]);

            /** LiveSession accepts. */
            get accepts(): number[];
            set accepts(value: number[]);

            /** Of the wire. */
            get version(): number;
            set version(value: number);

            /** Bytes that wait for it. */
            get pendingBytes(): number;
            set pendingBytes(value: number);

            /** Milliseconds since the client showed that it is there. */
            get silentFor(): number;
            set silentFor(value: number);

            /** It has not said yet where it goes on. */
            get quiet(): boolean;
            set quiet(value: boolean);

            /** Too much waits for it now. */
            get slow(): boolean;
            set slow(value: boolean);

            /**
             * Encodes the specified LiveSession message. Does not implicitly {@link goim.comet.LiveSession.verify|verify} messages.
             * @param message LiveSession message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.LiveSession, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LiveSession message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.LiveSession & goim.comet.LiveSession.$Shape} LiveSession
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.LiveSession;
        }

        namespace LiveSession {

            /** Properties of a LiveSession. */
            interface $Properties {

                /** LiveSession mid */
                mid?: (Mid|null);

                /** LiveSession roomID */
                roomID?: (string|null);

                /** LiveSession joined */
                joined?: (string[]|null);

                /** LiveSession accepts */
                accepts?: (number[]|null);

                /** Of the wire. */
                version?: (number|null);

                /** Bytes that wait for it. */
                pendingBytes?: (number|null);

                /** Milliseconds since the client showed that it is there. */
                silentFor?: (number|null);

                /** It has not said yet where it goes on. */
                quiet?: (boolean|null);

                /** Too much waits for it now. */
                slow?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LiveSession. */
            type $Shape = goim.comet.LiveSession.$Properties;
        }

        /**
         * Properties of a HttpReadReq.
         * @deprecated Use goim.comet.HttpReadReq.$Properties instead.
         */
        interface IHttpReadReq extends goim.comet.HttpReadReq.$Properties {
        }

        /** Asks for what waits for the client, as soon as something does. */
        class HttpReadReq {

            /**
             * Constructs a new HttpReadReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpReadReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HttpReadReq connection. */
            get connection(): string;
            set connection(value: string);

            /** Number of the last packet that the client has. */
            get after(): number;
            set after(value: number);

            /** Milliseconds to wait for something; less where the client would be idle before. */
            get wait(): number;
            set wait(value: number);

            /** Keep some of what the client has, since it may turn out that it has not. */
            get replay(): boolean;
            set replay(value: boolean);

            /** Of a stream that reads on: what its read before was answered. 0 = it begins to read. */
            get reader(): number;
            set reader(value: number);

            /**
             * Encodes the specified HttpReadReq message. Does not implicitly {@link goim.comet.HttpReadReq.verify|verify} messages.
             * @param message HttpReadReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpReadReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpReadReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpReadReq & goim.comet.HttpReadReq.$Shape} HttpReadReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpReadReq;
        }

        namespace HttpReadReq {

            /** Properties of a HttpReadReq. */
            interface $Properties {

                /** HttpReadReq connection */
                connection?: (string|null);

                /** Number of the last packet that the client has. */
                after?: (number|null);

                /** Milliseconds to wait for something; less where the client would be idle before. */
                wait?: (number|null);

                /** Keep some of what the client has, since it may turn out that it has not. */
                replay?: (boolean|null);

                /** Of a stream that reads on: what its read before was answered. 0 = it begins to read. */
                reader?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpReadReq. */
            type $Shape = goim.comet.HttpReadReq.$Properties;
        }

        /**
         * Properties of a HttpReadReply.
         * @deprecated Use goim.comet.HttpReadReply.$Properties instead.
         */
        interface IHttpReadReply extends goim.comet.HttpReadReply.$Properties {
        }

        /** Represents a HttpReadReply. */
        class HttpReadReply {

            /**
             * Constructs a new HttpReadReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpReadReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Number of the last of the packets; that of the request where there are none. */
            get cursor(): number;
            set cursor(value: number);

            /** One after another. */
            get packets(): Uint8Array;
            set packets(value: Uint8Array);

            /** A newer request reads this connection now. */
            get superseded(): boolean;
            set superseded(value: boolean);

            /** Why the connection has ended; empty = it has not. */
            get reason(): string;
            set reason(value: string);

            /** HttpReadReply message. */
            get message(): string;
            set message(value: string);

            /** Whose read this was, for its next one. */
            get reader(): number;
            set reader(value: number);

            /**
             * Encodes the specified HttpReadReply message. Does not implicitly {@link goim.comet.HttpReadReply.verify|verify} messages.
             * @param message HttpReadReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpReadReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpReadReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpReadReply & goim.comet.HttpReadReply.$Shape} HttpReadReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpReadReply;
        }

        namespace HttpReadReply {

            /** Properties of a HttpReadReply. */
            interface $Properties {

                /** Number of the last of the packets; that of the request where there are none. */
                cursor?: (number|null);

                /** One after another. */
                packets?: (Uint8Array|null);

                /** A newer request reads this connection now. */
                superseded?: (boolean|null);

                /** Why the connection has ended; empty = it has not. */
                reason?: (string|null);

                /** HttpReadReply message */
                message?: (string|null);

                /** Whose read this was, for its next one. */
                reader?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpReadReply. */
            type $Shape = goim.comet.HttpReadReply.$Properties;
        }

        /**
         * Properties of a HttpSendReq.
         * @deprecated Use goim.comet.HttpSendReq.$Properties instead.
         */
        interface IHttpSendReq extends goim.comet.HttpSendReq.$Properties {
        }

        /** Packets that the client sends, one after another. */
        class HttpSendReq {

            /**
             * Constructs a new HttpSendReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpSendReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HttpSendReq connection. */
            get connection(): string;
            set connection(value: string);

            /** HttpSendReq packets. */
            get packets(): Uint8Array;
            set packets(value: Uint8Array);

            /**
             * Encodes the specified HttpSendReq message. Does not implicitly {@link goim.comet.HttpSendReq.verify|verify} messages.
             * @param message HttpSendReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpSendReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpSendReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpSendReq & goim.comet.HttpSendReq.$Shape} HttpSendReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpSendReq;
        }

        namespace HttpSendReq {

            /** Properties of a HttpSendReq. */
            interface $Properties {

                /** HttpSendReq connection */
                connection?: (string|null);

                /** HttpSendReq packets */
                packets?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpSendReq. */
            type $Shape = goim.comet.HttpSendReq.$Properties;
        }

        /**
         * Properties of a HttpSendReply.
         * @deprecated Use goim.comet.HttpSendReply.$Properties instead.
         */
        interface IHttpSendReply extends goim.comet.HttpSendReply.$Properties {
        }

        /** Represents a HttpSendReply. */
        class HttpSendReply {

            /**
             * Constructs a new HttpSendReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpSendReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Why the connection has ended, which also the packets may have caused; empty = it has not. */
            get reason(): string;
            set reason(value: string);

            /** HttpSendReply message. */
            get message(): string;
            set message(value: string);

            /**
             * Encodes the specified HttpSendReply message. Does not implicitly {@link goim.comet.HttpSendReply.verify|verify} messages.
             * @param message HttpSendReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpSendReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpSendReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpSendReply & goim.comet.HttpSendReply.$Shape} HttpSendReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpSendReply;
        }

        namespace HttpSendReply {

            /** Properties of a HttpSendReply. */
            interface $Properties {

                /** Why the connection has ended, which also the packets may have caused; empty = it has not. */
                reason?: (string|null);

                /** HttpSendReply message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpSendReply. */
            type $Shape = goim.comet.HttpSendReply.$Properties;
        }

        /**
         * Properties of a HttpEndReq.
         * @deprecated Use goim.comet.HttpEndReq.$Properties instead.
         */
        interface IHttpEndReq extends goim.comet.HttpEndReq.$Properties {
        }

        /** The client leaves. */
        class HttpEndReq {

            /**
             * Constructs a new HttpEndReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpEndReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HttpEndReq connection. */
            get connection(): string;
            set connection(value: string);

            /**
             * Encodes the specified HttpEndReq message. Does not implicitly {@link goim.comet.HttpEndReq.verify|verify} messages.
             * @param message HttpEndReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpEndReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpEndReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpEndReq & goim.comet.HttpEndReq.$Shape} HttpEndReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpEndReq;
        }

        namespace HttpEndReq {

            /** Properties of a HttpEndReq. */
            interface $Properties {

                /** HttpEndReq connection */
                connection?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpEndReq. */
            type $Shape = goim.comet.HttpEndReq.$Properties;
        }

        /**
         * Properties of a HttpEndReply.
         * @deprecated Use goim.comet.HttpEndReply.$Properties instead.
         */
        interface IHttpEndReply extends goim.comet.HttpEndReply.$Properties {
        }

        /** Represents a HttpEndReply. */
        class HttpEndReply {

            /**
             * Constructs a new HttpEndReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.comet.HttpEndReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified HttpEndReply message. Does not implicitly {@link goim.comet.HttpEndReply.verify|verify} messages.
             * @param message HttpEndReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.comet.HttpEndReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HttpEndReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.comet.HttpEndReply & goim.comet.HttpEndReply.$Shape} HttpEndReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.comet.HttpEndReply;
        }

        namespace HttpEndReply {

            /** Properties of a HttpEndReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HttpEndReply. */
            type $Shape = goim.comet.HttpEndReply.$Properties;
        }
    }

    /** Namespace protocol. */
    namespace protocol {

        /**
         * Properties of a Proto.
         * @deprecated Use goim.protocol.Proto.$Properties instead.
         */
        interface IProto extends goim.protocol.Proto.$Properties {
        }

        /** Represents a Proto. */
        class Proto {

            /**
             * Constructs a new Proto.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.protocol.Proto.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Proto ver. */
            get ver(): number;
            set ver(value: number);

            /** Proto op. */
            get op(): number;
            set op(value: number);

            /** Proto seq. */
            get seq(): number;
            set seq(value: number);

            /** Proto body. */
            get body(): Uint8Array;
            set body(value: Uint8Array);

            /**
             * Encodes the specified Proto message. Does not implicitly {@link goim.protocol.Proto.verify|verify} messages.
             * @param message Proto message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.protocol.Proto, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Proto message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.protocol.Proto & goim.protocol.Proto.$Shape} Proto
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.protocol.Proto;
        }

        namespace Proto {

            /** Properties of a Proto. */
            interface $Properties {

                /** Proto ver */
                ver?: (number|null);

                /** Proto op */
                op?: (number|null);

                /** Proto seq */
                seq?: (number|null);

                /** Proto body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Proto. */
            type $Shape = goim.protocol.Proto.$Properties;
        }

        /**
         * Properties of a FormerPlace.
         * @deprecated Use goim.protocol.FormerPlace.$Properties instead.
         */
        interface IFormerPlace extends goim.protocol.FormerPlace.$Properties {
        }

        /** Where a message was in a push queue that was lost with it: the queue's incarnation, and the message's id in it. */
        class FormerPlace {

            /**
             * Constructs a new FormerPlace.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.protocol.FormerPlace.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FormerPlace epoch. */
            get epoch(): number;
            set epoch(value: number);

            /** FormerPlace id. */
            get id(): number;
            set id(value: number);

            /**
             * Encodes the specified FormerPlace message. Does not implicitly {@link goim.protocol.FormerPlace.verify|verify} messages.
             * @param message FormerPlace message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.protocol.FormerPlace, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FormerPlace message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.protocol.FormerPlace & goim.protocol.FormerPlace.$Shape} FormerPlace
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.protocol.FormerPlace;
        }

        namespace FormerPlace {

            /** Properties of a FormerPlace. */
            interface $Properties {

                /** FormerPlace epoch */
                epoch?: (number|null);

                /** FormerPlace id */
                id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FormerPlace. */
            type $Shape = goim.protocol.FormerPlace.$Properties;
        }
    }

    /** Namespace logic. */
    namespace logic {

        /**
         * Properties of a PushMsg.
         * @deprecated Use goim.logic.PushMsg.$Properties instead.
         */
        interface IPushMsg extends goim.logic.PushMsg.$Properties {
        }

        /** A task of the push queue. */
        class PushMsg {

            /**
             * Constructs a new PushMsg.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.PushMsg.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushMsg type. */
            get type(): goim.logic.PushMsg.Type;
            set type(value: goim.logic.PushMsg.Type);

            /** PushMsg operation. */
            get operation(): number;
            set operation(value: number);

            /** PushMsg speed. */
            get speed(): number;
            set speed(value: number);

            /** PushMsg server. */
            get server(): string;
            set server(value: string);

            /** PushMsg room. */
            get room(): string;
            set room(value: string);

            /** PushMsg keys. */
            get keys(): string[];
            set keys(value: string[]);

            /** PushMsg msg. */
            get msg(): Uint8Array;
            set msg(value: Uint8Array);

            /** Keys and broadcasts: for every session that is named, whatever operations it accepts. */
            get unfiltered(): boolean;
            set unfiltered(value: boolean);

            /**
             * Pushes by key and by member: whom the message is for, each with the comets that hold its sessions. In place of server
             * and keys, which tasks of goim's own logic have.
             */
            get recipients(): goim.logic.Recipient[];
            set recipients(value: goim.logic.Recipient[]);

            /** No history is kept of it. */
            get transient(): boolean;
            set transient(value: boolean);

            /** Not to be delivered, listed or caught up from then on: milliseconds since 1970; 0 = never. */
            get expires(): number;
            set expires(value: number);

            /** Member who sent it; 0 = nobody is named. */
            get sender(): Mid;
            set sender(value: Mid);

            /** The idempotency key of the request; empty = it had none. */
            get idempotencyKey(): string;
            set idempotencyKey(value: string);

            /** Its pusher asked what becomes of it. 107 is the tasks of a group. */
            get receipt(): boolean;
            set receipt(value: boolean);

            /** Logic stores it again, since its queue was lost; absent = it does not. Comets leave it out where it had come. */
            former?: (goim.protocol.FormerPlace|null);

            /**
             * Encodes the specified PushMsg message. Does not implicitly {@link goim.logic.PushMsg.verify|verify} messages.
             * @param message PushMsg message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.PushMsg, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushMsg message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.PushMsg & goim.logic.PushMsg.$Shape} PushMsg
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.PushMsg;
        }

        namespace PushMsg {

            /** Properties of a PushMsg. */
            interface $Properties {

                /** PushMsg type */
                type?: (goim.logic.PushMsg.Type|null);

                /** PushMsg operation */
                operation?: (number|null);

                /** PushMsg speed */
                speed?: (number|null);

                /** PushMsg server */
                server?: (string|null);

                /** PushMsg room */
                room?: (string|null);

                /** PushMsg keys */
                keys?: (string[]|null);

                /** PushMsg msg */
                msg?: (Uint8Array|null);

                /** Keys and broadcasts: for every session that is named, whatever operations it accepts. */
                unfiltered?: (boolean|null);

                /**
                 * Pushes by key and by member: whom the message is for, each with the comets that hold its sessions. In place of server
                 * and keys, which tasks of goim's own logic have.
                 */
                recipients?: (goim.logic.Recipient[]|null);

                /** No history is kept of it. */
                transient?: (boolean|null);

                /** Not to be delivered, listed or caught up from then on: milliseconds since 1970; 0 = never. */
                expires?: (number|null);

                /** Member who sent it; 0 = nobody is named. */
                sender?: (Mid|null);

                /** The idempotency key of the request; empty = it had none. */
                idempotencyKey?: (string|null);

                /** Its pusher asked what becomes of it. 107 is the tasks of a group. */
                receipt?: (boolean|null);

                /** Logic stores it again, since its queue was lost; absent = it does not. Comets leave it out where it had come. */
                former?: (goim.protocol.FormerPlace|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushMsg. */
            type $Shape = goim.logic.PushMsg.$Properties;

            /** Type enum. */
            enum Type {

                /** PUSH value */
                PUSH = 0,

                /** ROOM value */
                ROOM = 1,

                /** BROADCAST value */
                BROADCAST = 2
            }
        }

        /**
         * Properties of a PushGroup.
         * @deprecated Use goim.logic.PushGroup.$Properties instead.
         */
        interface IPushGroup extends goim.logic.PushGroup.$Properties {
        }

        /**
         * Several tasks that are one message of the push queue. Whoever does not know groups finds a PushMsg of a type that there is
         * not, and so delivers nothing of it.
         */
        class PushGroup {

            /**
             * Constructs a new PushGroup.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.PushGroup.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Always 101. */
            get type(): number;
            set type(value: number);

            /** Each a PushMsg, in their order. */
            get tasks(): Uint8Array[];
            set tasks(value: Uint8Array[]);

            /**
             * Encodes the specified PushGroup message. Does not implicitly {@link goim.logic.PushGroup.verify|verify} messages.
             * @param message PushGroup message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.PushGroup, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushGroup message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.PushGroup & goim.logic.PushGroup.$Shape} PushGroup
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.PushGroup;
        }

        namespace PushGroup {

            /** Properties of a PushGroup. */
            interface $Properties {

                /** Always 101. */
                type?: (number|null);

                /** Each a PushMsg, in their order. */
                tasks?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushGroup. */
            type $Shape = goim.logic.PushGroup.$Properties;
        }

        /**
         * Properties of a Recipient.
         * @deprecated Use goim.logic.Recipient.$Properties instead.
         */
        interface IRecipient extends goim.logic.Recipient.$Properties {
        }

        /** A session or a member that is pushed to. */
        class Recipient {

            /**
             * Constructs a new Recipient.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Recipient.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The session's key; empty = a member. */
            get key(): string;
            set key(value: string);

            /** Recipient mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** The comets that hold its sessions; none = offline. */
            get places(): goim.logic.Place[];
            set places(value: goim.logic.Place[]);

            /** Which of a member's sessions it is for, where they are very many; absent = all. */
            slice?: (goim.logic.Slice|null);

            /**
             * Encodes the specified Recipient message. Does not implicitly {@link goim.logic.Recipient.verify|verify} messages.
             * @param message Recipient message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Recipient, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Recipient message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Recipient & goim.logic.Recipient.$Shape} Recipient
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Recipient;
        }

        namespace Recipient {

            /** Properties of a Recipient. */
            interface $Properties {

                /** The session's key; empty = a member. */
                key?: (string|null);

                /** Recipient mid */
                mid?: (Mid|null);

                /** The comets that hold its sessions; none = offline. */
                places?: (goim.logic.Place[]|null);

                /** Which of a member's sessions it is for, where they are very many; absent = all. */
                slice?: (goim.logic.Slice|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Recipient. */
            type $Shape = goim.logic.Recipient.$Properties;
        }

        /**
         * Properties of a Slice.
         * @deprecated Use goim.logic.Slice.$Properties instead.
         */
        interface ISlice extends goim.logic.Slice.$Properties {
        }

        /**
         * One of the parts that a member's sessions are shared out among, each by its key alone: so a session is in the same one
         * wherever it is, and a new one is in one of them.
         */
        class Slice {

            /**
             * Constructs a new Slice.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Slice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** From 0. */
            get index(): number;
            set index(value: number);

            /** Slice count. */
            get count(): number;
            set count(value: number);

            /**
             * Encodes the specified Slice message. Does not implicitly {@link goim.logic.Slice.verify|verify} messages.
             * @param message Slice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Slice, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Slice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Slice & goim.logic.Slice.$Shape} Slice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Slice;
        }

        namespace Slice {

            /** Properties of a Slice. */
            interface $Properties {

                /** From 0. */
                index?: (number|null);

                /** Slice count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Slice. */
            type $Shape = goim.logic.Slice.$Properties;
        }

        /**
         * Properties of a Place.
         * @deprecated Use goim.logic.Place.$Properties instead.
         */
        interface IPlace extends goim.logic.Place.$Properties {
        }

        /** Sessions of one recipient at one comet. */
        class Place {

            /**
             * Constructs a new Place.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Place.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Place server. */
            get server(): string;
            set server(value: string);

            /** A member's sessions; empty = the recipient's own key. */
            get keys(): string[];
            set keys(value: string[]);

            /**
             * Encodes the specified Place message. Does not implicitly {@link goim.logic.Place.verify|verify} messages.
             * @param message Place message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Place, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Place message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Place & goim.logic.Place.$Shape} Place
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Place;
        }

        namespace Place {

            /** Properties of a Place. */
            interface $Properties {

                /** Place server */
                server?: (string|null);

                /** A member's sessions; empty = the recipient's own key. */
                keys?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Place. */
            type $Shape = goim.logic.Place.$Properties;
        }

        /**
         * Properties of a LocateReq.
         * @deprecated Use goim.logic.LocateReq.$Properties instead.
         */
        interface ILocateReq extends goim.logic.LocateReq.$Properties {
        }

        /** Asks where recipients are now, since a comet that a task names has gone. */
        class LocateReq {

            /**
             * Constructs a new LocateReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.LocateReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Their places are not looked at. */
            get recipients(): goim.logic.Recipient[];
            set recipients(value: goim.logic.Recipient[]);

            /**
             * Encodes the specified LocateReq message. Does not implicitly {@link goim.logic.LocateReq.verify|verify} messages.
             * @param message LocateReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.LocateReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocateReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.LocateReq & goim.logic.LocateReq.$Shape} LocateReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.LocateReq;
        }

        namespace LocateReq {

            /** Properties of a LocateReq. */
            interface $Properties {

                /** Their places are not looked at. */
                recipients?: (goim.logic.Recipient[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocateReq. */
            type $Shape = goim.logic.LocateReq.$Properties;
        }

        /**
         * Properties of a LocateReply.
         * @deprecated Use goim.logic.LocateReply.$Properties instead.
         */
        interface ILocateReply extends goim.logic.LocateReply.$Properties {
        }

        /** Represents a LocateReply. */
        class LocateReply {

            /**
             * Constructs a new LocateReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.LocateReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The same, in the same order, with their places now. */
            get recipients(): goim.logic.Recipient[];
            set recipients(value: goim.logic.Recipient[]);

            /**
             * Encodes the specified LocateReply message. Does not implicitly {@link goim.logic.LocateReply.verify|verify} messages.
             * @param message LocateReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.LocateReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocateReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.LocateReply & goim.logic.LocateReply.$Shape} LocateReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.LocateReply;
        }

        namespace LocateReply {

            /** Properties of a LocateReply. */
            interface $Properties {

                /** The same, in the same order, with their places now. */
                recipients?: (goim.logic.Recipient[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocateReply. */
            type $Shape = goim.logic.LocateReply.$Properties;
        }

        /**
         * Properties of a HistoryBatch.
         * @deprecated Use goim.logic.HistoryBatch.$Properties instead.
         */
        interface IHistoryBatch extends goim.logic.HistoryBatch.$Properties {
        }

        /** What job hands to the writer of the history: the messages of a batch of one partition. */
        class HistoryBatch {

            /**
             * Constructs a new HistoryBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HistoryBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Incarnation of the push stream. */
            get epoch(): number;
            set epoch(value: number);

            /** HistoryBatch partition. */
            get partition(): number;
            set partition(value: number);

            /** Every message of the partition up to this id is in this batch or in one before, or has no history. */
            get upTo(): number;
            set upTo(value: number);

            /** HistoryBatch rows. */
            get rows(): goim.logic.HistoryRow[];
            set rows(value: goim.logic.HistoryRow[]);

            /** Every message up to this id was in a batch before: where the writer has not got them, they are lost. 0 = not known. */
            get after(): number;
            set after(value: number);

            /** By a job that keeps no history: the partition's messages up to `after` are not in any batch, nor those that it goes on to deliver. */
            get unkept(): boolean;
            set unkept(value: boolean);

            /**
             * Encodes the specified HistoryBatch message. Does not implicitly {@link goim.logic.HistoryBatch.verify|verify} messages.
             * @param message HistoryBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HistoryBatch, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HistoryBatch & goim.logic.HistoryBatch.$Shape} HistoryBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HistoryBatch;
        }

        namespace HistoryBatch {

            /** Properties of a HistoryBatch. */
            interface $Properties {

                /** Incarnation of the push stream. */
                epoch?: (number|null);

                /** HistoryBatch partition */
                partition?: (number|null);

                /** Every message of the partition up to this id is in this batch or in one before, or has no history. */
                upTo?: (number|null);

                /** HistoryBatch rows */
                rows?: (goim.logic.HistoryRow[]|null);

                /** Every message up to this id was in a batch before: where the writer has not got them, they are lost. 0 = not known. */
                after?: (number|null);

                /** By a job that keeps no history: the partition's messages up to `after` are not in any batch, nor those that it goes on to deliver. */
                unkept?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryBatch. */
            type $Shape = goim.logic.HistoryBatch.$Properties;
        }

        /**
         * Properties of a HistoryRow.
         * @deprecated Use goim.logic.HistoryRow.$Properties instead.
         */
        interface IHistoryRow extends goim.logic.HistoryRow.$Properties {
        }

        /** Represents a HistoryRow. */
        class HistoryRow {

            /**
             * Constructs a new HistoryRow.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HistoryRow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryRow id. */
            get id(): number;
            set id(value: number);

            /** Kept once for each. */
            get targets(): string[];
            set targets(value: string[]);

            /** HistoryRow operation. */
            get operation(): number;
            set operation(value: number);

            /** HistoryRow body. */
            get body(): Uint8Array;
            set body(value: Uint8Array);

            /** When it was accepted: milliseconds since 1970. */
            get time(): number;
            set time(value: number);

            /** As in PushMsg. */
            get sender(): Mid;
            set sender(value: Mid);

            /** HistoryRow expires. */
            get expires(): number;
            set expires(value: number);

            /** HistoryRow idempotencyKey. */
            get idempotencyKey(): string;
            set idempotencyKey(value: string);

            /** As in PushMsg: it is not kept again where it is under that id. */
            former?: (goim.protocol.FormerPlace|null);

            /**
             * Encodes the specified HistoryRow message. Does not implicitly {@link goim.logic.HistoryRow.verify|verify} messages.
             * @param message HistoryRow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HistoryRow, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryRow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HistoryRow & goim.logic.HistoryRow.$Shape} HistoryRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HistoryRow;
        }

        namespace HistoryRow {

            /** Properties of a HistoryRow. */
            interface $Properties {

                /** HistoryRow id */
                id?: (number|null);

                /** Kept once for each. */
                targets?: (string[]|null);

                /** HistoryRow operation */
                operation?: (number|null);

                /** HistoryRow body */
                body?: (Uint8Array|null);

                /** When it was accepted: milliseconds since 1970. */
                time?: (number|null);

                /** As in PushMsg. */
                sender?: (Mid|null);

                /** HistoryRow expires */
                expires?: (number|null);

                /** HistoryRow idempotencyKey */
                idempotencyKey?: (string|null);

                /** As in PushMsg: it is not kept again where it is under that id. */
                former?: (goim.protocol.FormerPlace|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryRow. */
            type $Shape = goim.logic.HistoryRow.$Properties;
        }

        /**
         * Properties of a PositionsReq.
         * @deprecated Use goim.logic.PositionsReq.$Properties instead.
         */
        interface IPositionsReq extends goim.logic.PositionsReq.$Properties {
        }

        /** Asks how far the messages of targets have come. */
        class PositionsReq {

            /**
             * Constructs a new PositionsReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.PositionsReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PositionsReq targets. */
            get targets(): string[];
            set targets(value: string[]);

            /**
             * Encodes the specified PositionsReq message. Does not implicitly {@link goim.logic.PositionsReq.verify|verify} messages.
             * @param message PositionsReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.PositionsReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PositionsReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.PositionsReq & goim.logic.PositionsReq.$Shape} PositionsReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.PositionsReq;
        }

        namespace PositionsReq {

            /** Properties of a PositionsReq. */
            interface $Properties {

                /** PositionsReq targets */
                targets?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PositionsReq. */
            type $Shape = goim.logic.PositionsReq.$Properties;
        }

        /**
         * Properties of a PositionsReply.
         * @deprecated Use goim.logic.PositionsReply.$Properties instead.
         */
        interface IPositionsReply extends goim.logic.PositionsReply.$Properties {
        }

        /** Represents a PositionsReply. */
        class PositionsReply {

            /**
             * Constructs a new PositionsReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.PositionsReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Incarnation of the push stream; 0 = no history is kept. */
            get epoch(): number;
            set epoch(value: number);

            /** Of each target: all its messages up to this id have been sent to the comets. */
            get ids(): number[];
            set ids(value: number[]);

            /**
             * Encodes the specified PositionsReply message. Does not implicitly {@link goim.logic.PositionsReply.verify|verify} messages.
             * @param message PositionsReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.PositionsReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PositionsReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.PositionsReply & goim.logic.PositionsReply.$Shape} PositionsReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.PositionsReply;
        }

        namespace PositionsReply {

            /** Properties of a PositionsReply. */
            interface $Properties {

                /** Incarnation of the push stream; 0 = no history is kept. */
                epoch?: (number|null);

                /** Of each target: all its messages up to this id have been sent to the comets. */
                ids?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PositionsReply. */
            type $Shape = goim.logic.PositionsReply.$Properties;
        }

        /**
         * Properties of a CatchUpReq.
         * @deprecated Use goim.logic.CatchUpReq.$Properties instead.
         */
        interface ICatchUpReq extends goim.logic.CatchUpReq.$Properties {
        }

        /** Asks for messages that a client, or a comet, may have missed. */
        class CatchUpReq {

            /**
             * Constructs a new CatchUpReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.CatchUpReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CatchUpReq target. */
            get target(): string;
            set target(value: string);

            /** The cursor: what comes after it is asked for. */
            get epoch(): number;
            set epoch(value: number);

            /** CatchUpReq after. */
            get after(): number;
            set after(value: number);

            /** Up to this id; 0 = up to whatever may have been sent to the comets by now. */
            get upTo(): number;
            set upTo(value: number);

            /** Messages at most, the newest. */
            get limit(): number;
            set limit(value: number);

            /**
             * Encodes the specified CatchUpReq message. Does not implicitly {@link goim.logic.CatchUpReq.verify|verify} messages.
             * @param message CatchUpReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.CatchUpReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CatchUpReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.CatchUpReq & goim.logic.CatchUpReq.$Shape} CatchUpReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.CatchUpReq;
        }

        namespace CatchUpReq {

            /** Properties of a CatchUpReq. */
            interface $Properties {

                /** CatchUpReq target */
                target?: (string|null);

                /** The cursor: what comes after it is asked for. */
                epoch?: (number|null);

                /** CatchUpReq after */
                after?: (number|null);

                /** Up to this id; 0 = up to whatever may have been sent to the comets by now. */
                upTo?: (number|null);

                /** Messages at most, the newest. */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CatchUpReq. */
            type $Shape = goim.logic.CatchUpReq.$Properties;
        }

        /**
         * Properties of a CatchUpReply.
         * @deprecated Use goim.logic.CatchUpReply.$Properties instead.
         */
        interface ICatchUpReply extends goim.logic.CatchUpReply.$Properties {
        }

        /** Represents a CatchUpReply. */
        class CatchUpReply {

            /**
             * Constructs a new CatchUpReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.CatchUpReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * recovered = messages are all that there were; gap = some are missing, in gaps; reset = the cursor is of another
             * incarnation of the stream; unavailable = the history can't be read now. With the last two there are no messages.
             */
            get verdict(): string;
            set verdict(value: string);

            /** Where the target is now: all its messages up to upTo are in here, or in a gap. */
            get epoch(): number;
            set epoch(value: number);

            /** CatchUpReply upTo. */
            get upTo(): number;
            set upTo(value: number);

            /** CatchUpReply gaps. */
            get gaps(): goim.logic.Gap[];
            set gaps(value: goim.logic.Gap[]);

            /** The oldest first. */
            get messages(): goim.logic.KeptMessage[];
            set messages(value: goim.logic.KeptMessage[]);

            /** Of the newest message up to upTo, whether it is in here or not; 0 = not known. */
            get last(): number;
            set last(value: number);

            /** Milliseconds for which the reply holds for others as well who ask for the same; 0 = for nobody else. */
            get reusableFor(): number;
            set reusableFor(value: number);

            /**
             * Encodes the specified CatchUpReply message. Does not implicitly {@link goim.logic.CatchUpReply.verify|verify} messages.
             * @param message CatchUpReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.CatchUpReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CatchUpReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.CatchUpReply & goim.logic.CatchUpReply.$Shape} CatchUpReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.CatchUpReply;
        }

        namespace CatchUpReply {

            /** Properties of a CatchUpReply. */
            interface $Properties {

                /**
                 * recovered = messages are all that there were; gap = some are missing, in gaps; reset = the cursor is of another
                 * incarnation of the stream; unavailable = the history can't be read now. With the last two there are no messages.
                 */
                verdict?: (string|null);

                /** Where the target is now: all its messages up to upTo are in here, or in a gap. */
                epoch?: (number|null);

                /** CatchUpReply upTo */
                upTo?: (number|null);

                /** CatchUpReply gaps */
                gaps?: (goim.logic.Gap[]|null);

                /** The oldest first. */
                messages?: (goim.logic.KeptMessage[]|null);

                /** Of the newest message up to upTo, whether it is in here or not; 0 = not known. */
                last?: (number|null);

                /** Milliseconds for which the reply holds for others as well who ask for the same; 0 = for nobody else. */
                reusableFor?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CatchUpReply. */
            type $Shape = goim.logic.CatchUpReply.$Properties;
        }

        /**
         * Properties of a NewsReq.
         * @deprecated Use goim.logic.NewsReq.$Properties instead.
         */
        interface INewsReq extends goim.logic.NewsReq.$Properties {
        }

        /** Asks of many cursors whether anything came after them: where many clients come back at once, most have missed little. */
        class NewsReq {

            /**
             * Constructs a new NewsReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.NewsReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NewsReq epoch. */
            get epoch(): number;
            set epoch(value: number);

            /** NewsReq targets. */
            get targets(): string[];
            set targets(value: string[]);

            /** The cursor of each target, which is of the epoch. */
            get after(): number[];
            set after(value: number[]);

            /**
             * Encodes the specified NewsReq message. Does not implicitly {@link goim.logic.NewsReq.verify|verify} messages.
             * @param message NewsReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.NewsReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NewsReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.NewsReq & goim.logic.NewsReq.$Shape} NewsReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.NewsReq;
        }

        namespace NewsReq {

            /** Properties of a NewsReq. */
            interface $Properties {

                /** NewsReq epoch */
                epoch?: (number|null);

                /** NewsReq targets */
                targets?: (string[]|null);

                /** The cursor of each target, which is of the epoch. */
                after?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NewsReq. */
            type $Shape = goim.logic.NewsReq.$Properties;
        }

        /**
         * Properties of a NewsReply.
         * @deprecated Use goim.logic.NewsReply.$Properties instead.
         */
        interface INewsReply extends goim.logic.NewsReply.$Properties {
        }

        /** Represents a NewsReply. */
        class NewsReply {

            /**
             * Constructs a new NewsReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.NewsReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NewsReply epoch. */
            get epoch(): number;
            set epoch(value: number);

            /**
             * Of each target: recovered = nothing came after the cursor; missed = something came, or was lost; reset and unavailable
             * as in CatchUpReply.
             */
            get verdicts(): string[];
            set verdicts(value: string[]);

            /** Where each target is now. Of one with something missed: all of it, up to here, can be read. */
            get upTo(): number[];
            set upTo(value: number[]);

            /** Of each target: its cursor is beyond all that was pushed in the epoch, to whomever. Empty = none is. */
            get beyond(): boolean[];
            set beyond(value: boolean[]);

            /**
             * Encodes the specified NewsReply message. Does not implicitly {@link goim.logic.NewsReply.verify|verify} messages.
             * @param message NewsReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.NewsReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NewsReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.NewsReply & goim.logic.NewsReply.$Shape} NewsReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.NewsReply;
        }

        namespace NewsReply {

            /** Properties of a NewsReply. */
            interface $Properties {

                /** NewsReply epoch */
                epoch?: (number|null);

                /**
                 * Of each target: recovered = nothing came after the cursor; missed = something came, or was lost; reset and unavailable
                 * as in CatchUpReply.
                 */
                verdicts?: (string[]|null);

                /** Where each target is now. Of one with something missed: all of it, up to here, can be read. */
                upTo?: (number[]|null);

                /** Of each target: its cursor is beyond all that was pushed in the epoch, to whomever. Empty = none is. */
                beyond?: (boolean[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NewsReply. */
            type $Shape = goim.logic.NewsReply.$Properties;
        }

        /**
         * Properties of a Gap.
         * @deprecated Use goim.logic.Gap.$Properties instead.
         */
        interface IGap extends goim.logic.Gap.$Properties {
        }

        /** Messages that can't be had, both ends included. */
        class Gap {

            /**
             * Constructs a new Gap.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Gap.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Gap from. */
            get from(): number;
            set from(value: number);

            /** Gap to. */
            get to(): number;
            set to(value: number);

            /**
             * Encodes the specified Gap message. Does not implicitly {@link goim.logic.Gap.verify|verify} messages.
             * @param message Gap message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Gap, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Gap message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Gap & goim.logic.Gap.$Shape} Gap
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Gap;
        }

        namespace Gap {

            /** Properties of a Gap. */
            interface $Properties {

                /** Gap from */
                from?: (number|null);

                /** Gap to */
                to?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Gap. */
            type $Shape = goim.logic.Gap.$Properties;
        }

        /**
         * Properties of a KeptMessage.
         * @deprecated Use goim.logic.KeptMessage.$Properties instead.
         */
        interface IKeptMessage extends goim.logic.KeptMessage.$Properties {
        }

        /** Represents a KeptMessage. */
        class KeptMessage {

            /**
             * Constructs a new KeptMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.KeptMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KeptMessage id. */
            get id(): number;
            set id(value: number);

            /** Of the target's message before; 0 = not known. */
            get prev(): number;
            set prev(value: number);

            /** KeptMessage operation. */
            get operation(): number;
            set operation(value: number);

            /** KeptMessage body. */
            get body(): Uint8Array;
            set body(value: Uint8Array);

            /**
             * Encodes the specified KeptMessage message. Does not implicitly {@link goim.logic.KeptMessage.verify|verify} messages.
             * @param message KeptMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.KeptMessage, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KeptMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.KeptMessage & goim.logic.KeptMessage.$Shape} KeptMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.KeptMessage;
        }

        namespace KeptMessage {

            /** Properties of a KeptMessage. */
            interface $Properties {

                /** KeptMessage id */
                id?: (number|null);

                /** Of the target's message before; 0 = not known. */
                prev?: (number|null);

                /** KeptMessage operation */
                operation?: (number|null);

                /** KeptMessage body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KeptMessage. */
            type $Shape = goim.logic.KeptMessage.$Properties;
        }

        /**
         * Properties of a HistoryReq.
         * @deprecated Use goim.logic.HistoryReq.$Properties instead.
         */
        interface IHistoryReq extends goim.logic.HistoryReq.$Properties {
        }

        /** A client asks for a page of a history that it may read. */
        class HistoryReq {

            /**
             * Constructs a new HistoryReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HistoryReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryReq target. */
            get target(): string;
            set target(value: string);

            /** Cursors or ids, as in the HTTP API; empty = none. */
            get before(): string;
            set before(value: string);

            /** HistoryReq after. */
            get after(): string;
            set after(value: string);

            /** 0 = the usual number. */
            get limit(): number;
            set limit(value: number);

            /** Length of the answer at most. */
            get maxBytes(): number;
            set maxBytes(value: number);

            /**
             * Encodes the specified HistoryReq message. Does not implicitly {@link goim.logic.HistoryReq.verify|verify} messages.
             * @param message HistoryReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HistoryReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HistoryReq & goim.logic.HistoryReq.$Shape} HistoryReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HistoryReq;
        }

        namespace HistoryReq {

            /** Properties of a HistoryReq. */
            interface $Properties {

                /** HistoryReq target */
                target?: (string|null);

                /** Cursors or ids, as in the HTTP API; empty = none. */
                before?: (string|null);

                /** HistoryReq after */
                after?: (string|null);

                /** 0 = the usual number. */
                limit?: (number|null);

                /** Length of the answer at most. */
                maxBytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryReq. */
            type $Shape = goim.logic.HistoryReq.$Properties;
        }

        /**
         * Properties of a HistoryReply.
         * @deprecated Use goim.logic.HistoryReply.$Properties instead.
         */
        interface IHistoryReply extends goim.logic.HistoryReply.$Properties {
        }

        /** Represents a HistoryReply. */
        class HistoryReply {

            /**
             * Constructs a new HistoryReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HistoryReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Why there is no page; empty = there is one. */
            get error(): string;
            set error(value: string);

            /** HistoryReply reason. */
            get reason(): string;
            set reason(value: string);

            /** The page in JSON, as in the HTTP API. */
            get page(): Uint8Array;
            set page(value: Uint8Array);

            /**
             * Encodes the specified HistoryReply message. Does not implicitly {@link goim.logic.HistoryReply.verify|verify} messages.
             * @param message HistoryReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HistoryReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HistoryReply & goim.logic.HistoryReply.$Shape} HistoryReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HistoryReply;
        }

        namespace HistoryReply {

            /** Properties of a HistoryReply. */
            interface $Properties {

                /** Why there is no page; empty = there is one. */
                error?: (string|null);

                /** HistoryReply reason */
                reason?: (string|null);

                /** The page in JSON, as in the HTTP API. */
                page?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryReply. */
            type $Shape = goim.logic.HistoryReply.$Properties;
        }

        /**
         * Properties of a ReadReq.
         * @deprecated Use goim.logic.ReadReq.$Properties instead.
         */
        interface IReadReq extends goim.logic.ReadReq.$Properties {
        }

        /** A member has read what was sent to it, up to a message. */
        class ReadReq {

            /**
             * Constructs a new ReadReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ReadReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** ReadReq epoch. */
            get epoch(): number;
            set epoch(value: number);

            /** ReadReq id. */
            get id(): number;
            set id(value: number);

            /**
             * Encodes the specified ReadReq message. Does not implicitly {@link goim.logic.ReadReq.verify|verify} messages.
             * @param message ReadReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ReadReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ReadReq & goim.logic.ReadReq.$Shape} ReadReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ReadReq;
        }

        namespace ReadReq {

            /** Properties of a ReadReq. */
            interface $Properties {

                /** ReadReq mid */
                mid?: (Mid|null);

                /** ReadReq epoch */
                epoch?: (number|null);

                /** ReadReq id */
                id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadReq. */
            type $Shape = goim.logic.ReadReq.$Properties;
        }

        /**
         * Properties of a ReadReply.
         * @deprecated Use goim.logic.ReadReply.$Properties instead.
         */
        interface IReadReply extends goim.logic.ReadReply.$Properties {
        }

        /** Represents a ReadReply. */
        class ReadReply {

            /**
             * Constructs a new ReadReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ReadReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ReadReply message. Does not implicitly {@link goim.logic.ReadReply.verify|verify} messages.
             * @param message ReadReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ReadReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ReadReply & goim.logic.ReadReply.$Shape} ReadReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ReadReply;
        }

        namespace ReadReply {

            /** Properties of a ReadReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadReply. */
            type $Shape = goim.logic.ReadReply.$Properties;
        }

        /**
         * Properties of a Withdrawn.
         * @deprecated Use goim.logic.Withdrawn.$Properties instead.
         */
        interface IWithdrawn extends goim.logic.Withdrawn.$Properties {
        }

        /** A message was taken back, from logic to all comets. */
        class Withdrawn {

            /**
             * Constructs a new Withdrawn.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Withdrawn.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Withdrawn target. */
            get target(): string;
            set target(value: string);

            /** Withdrawn epoch. */
            get epoch(): number;
            set epoch(value: number);

            /** Withdrawn id. */
            get id(): number;
            set id(value: number);

            /**
             * Encodes the specified Withdrawn message. Does not implicitly {@link goim.logic.Withdrawn.verify|verify} messages.
             * @param message Withdrawn message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Withdrawn, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Withdrawn message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Withdrawn & goim.logic.Withdrawn.$Shape} Withdrawn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Withdrawn;
        }

        namespace Withdrawn {

            /** Properties of a Withdrawn. */
            interface $Properties {

                /** Withdrawn target */
                target?: (string|null);

                /** Withdrawn epoch */
                epoch?: (number|null);

                /** Withdrawn id */
                id?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Withdrawn. */
            type $Shape = goim.logic.Withdrawn.$Properties;
        }

        /**
         * Properties of a ConnectReq.
         * @deprecated Use goim.logic.ConnectReq.$Properties instead.
         */
        interface IConnectReq extends goim.logic.ConnectReq.$Properties {
        }

        /** Represents a ConnectReq. */
        class ConnectReq {

            /**
             * Constructs a new ConnectReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ConnectReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConnectReq server. */
            get server(): string;
            set server(value: string);

            /** ConnectReq cookie. */
            get cookie(): string;
            set cookie(value: string);

            /** ConnectReq token. */
            get token(): Uint8Array;
            set token(value: Uint8Array);

            /** Address of the client, without its port. */
            get ip(): string;
            set ip(value: string);

            /**
             * Number of the connection on its comet: distinguishes the end of an old connection from that of a newer one with the
             * same key.
             */
            get connection(): number;
            set connection(value: number);

            /** Version of the wire that the client speaks. */
            get version(): number;
            set version(value: number);

            /** Of the page that a browser's client is in; empty where it is in none. */
            get origin(): string;
            set origin(value: string);

            /**
             * Encodes the specified ConnectReq message. Does not implicitly {@link goim.logic.ConnectReq.verify|verify} messages.
             * @param message ConnectReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ConnectReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConnectReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ConnectReq & goim.logic.ConnectReq.$Shape} ConnectReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ConnectReq;
        }

        namespace ConnectReq {

            /** Properties of a ConnectReq. */
            interface $Properties {

                /** ConnectReq server */
                server?: (string|null);

                /** ConnectReq cookie */
                cookie?: (string|null);

                /** ConnectReq token */
                token?: (Uint8Array|null);

                /** Address of the client, without its port. */
                ip?: (string|null);

                /**
                 * Number of the connection on its comet: distinguishes the end of an old connection from that of a newer one with the
                 * same key.
                 */
                connection?: (number|null);

                /** Version of the wire that the client speaks. */
                version?: (number|null);

                /** Of the page that a browser's client is in; empty where it is in none. */
                origin?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConnectReq. */
            type $Shape = goim.logic.ConnectReq.$Properties;
        }

        /**
         * Properties of a ConnectReply.
         * @deprecated Use goim.logic.ConnectReply.$Properties instead.
         */
        interface IConnectReply extends goim.logic.ConnectReply.$Properties {
        }

        /** Represents a ConnectReply. */
        class ConnectReply {

            /**
             * Constructs a new ConnectReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ConnectReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConnectReply mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** ConnectReply key. */
            get key(): string;
            set key(value: string);

            /** ConnectReply roomID. */
            get roomID(): string;
            set roomID(value: string);

            /** ConnectReply accepts. */
            get accepts(): number[];
            set accepts(value: number[]);

            /** Nanoseconds without a heartbeat after which comet closes the connection. */
            get heartbeat(): number;
            set heartbeat(value: number);

            /** What the client said that it runs on, such as web or ios; comet hands it back with each renewal. */
            get platform(): string;
            set platform(value: string);

            /** Extra rooms to be in. */
            get joined(): string[];
            set joined(value: string[]);

            /** Revision of the stored session: of two with the same key, the one with the greater was stored later. */
            get revision(): number;
            set revision(value: number);

            /** Milliseconds until the client's credentials end; below 0 = they have ended, within the tolerance; 0 = never. */
            get expiresIn(): number;
            set expiresIn(value: number);

            /** What the client may do for as long as its credentials last. */
            grant?: (goim.logic.Grant|null);

            /** Of the token that the client was let in by, where it has one: bans may name it. */
            get tokenId(): string;
            set tokenId(value: string);

            /** The client did not only say which member it is, so comet bounds what all connections of that member may take. */
            get isProven(): boolean;
            set isProven(value: boolean);

            /** Milliseconds that the session lives without a renewal; 0 = not told. */
            get life(): number;
            set life(value: number);

            /**
             * Encodes the specified ConnectReply message. Does not implicitly {@link goim.logic.ConnectReply.verify|verify} messages.
             * @param message ConnectReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ConnectReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConnectReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ConnectReply & goim.logic.ConnectReply.$Shape} ConnectReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ConnectReply;
        }

        namespace ConnectReply {

            /** Properties of a ConnectReply. */
            interface $Properties {

                /** ConnectReply mid */
                mid?: (Mid|null);

                /** ConnectReply key */
                key?: (string|null);

                /** ConnectReply roomID */
                roomID?: (string|null);

                /** ConnectReply accepts */
                accepts?: (number[]|null);

                /** Nanoseconds without a heartbeat after which comet closes the connection. */
                heartbeat?: (number|null);

                /** What the client said that it runs on, such as web or ios; comet hands it back with each renewal. */
                platform?: (string|null);

                /** Extra rooms to be in. */
                joined?: (string[]|null);

                /** Revision of the stored session: of two with the same key, the one with the greater was stored later. */
                revision?: (number|null);

                /** Milliseconds until the client's credentials end; below 0 = they have ended, within the tolerance; 0 = never. */
                expiresIn?: (number|null);

                /** What the client may do for as long as its credentials last. */
                grant?: (goim.logic.Grant|null);

                /** Of the token that the client was let in by, where it has one: bans may name it. */
                tokenId?: (string|null);

                /** The client did not only say which member it is, so comet bounds what all connections of that member may take. */
                isProven?: (boolean|null);

                /** Milliseconds that the session lives without a renewal; 0 = not told. */
                life?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConnectReply. */
            type $Shape = goim.logic.ConnectReply.$Properties;
        }

        /**
         * Properties of a Grant.
         * @deprecated Use goim.logic.Grant.$Properties instead.
         */
        interface IGrant extends goim.logic.Grant.$Properties {
        }

        /** What comet knows of a client's rights; of all else it asks logic. */
        class Grant {

            /**
             * Constructs a new Grant.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Grant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rooms, and patterns of rooms, that the credentials name. Comet hands them back when it asks. */
            get mayJoin(): string[];
            set mayJoin(value: string[]);

            /** It may join any room. */
            get joinsAny(): boolean;
            set joinsAny(value: boolean);

            /** It may read what is kept of the rooms that it is in, and of what is sent to itself. */
            get readsAny(): boolean;
            set readsAny(value: boolean);

            /**
             * Encodes the specified Grant message. Does not implicitly {@link goim.logic.Grant.verify|verify} messages.
             * @param message Grant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Grant, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Grant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Grant & goim.logic.Grant.$Shape} Grant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Grant;
        }

        namespace Grant {

            /** Properties of a Grant. */
            interface $Properties {

                /** Rooms, and patterns of rooms, that the credentials name. Comet hands them back when it asks. */
                mayJoin?: (string[]|null);

                /** It may join any room. */
                joinsAny?: (boolean|null);

                /** It may read what is kept of the rooms that it is in, and of what is sent to itself. */
                readsAny?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Grant. */
            type $Shape = goim.logic.Grant.$Properties;
        }

        /**
         * Properties of an AuthorizeReq.
         * @deprecated Use goim.logic.AuthorizeReq.$Properties instead.
         */
        interface IAuthorizeReq extends goim.logic.AuthorizeReq.$Properties {
        }

        /** Asks whether a client may do something. */
        class AuthorizeReq {

            /**
             * Constructs a new AuthorizeReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.AuthorizeReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** join = have the room for its primary room, subscribe = for an extra room, read = read what is kept of the target. */
            get action(): string;
            set action(value: string);

            /** A room key; to read, a target. */
            get object(): string;
            set object(value: string);

            /** AuthorizeReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** AuthorizeReq key. */
            get key(): string;
            set key(value: string);

            /** The rooms that it is in. */
            get roomID(): string;
            set roomID(value: string);

            /** AuthorizeReq joined. */
            get joined(): string[];
            set joined(value: string[]);

            /** AuthorizeReq ip. */
            get ip(): string;
            set ip(value: string);

            /** AuthorizeReq platform. */
            get platform(): string;
            set platform(value: string);

            /** As in Grant. */
            get mayJoin(): string[];
            set mayJoin(value: string[]);

            /**
             * Encodes the specified AuthorizeReq message. Does not implicitly {@link goim.logic.AuthorizeReq.verify|verify} messages.
             * @param message AuthorizeReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.AuthorizeReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuthorizeReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.AuthorizeReq & goim.logic.AuthorizeReq.$Shape} AuthorizeReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.AuthorizeReq;
        }

        namespace AuthorizeReq {

            /** Properties of an AuthorizeReq. */
            interface $Properties {

                /** join = have the room for its primary room, subscribe = for an extra room, read = read what is kept of the target. */
                action?: (string|null);

                /** A room key; to read, a target. */
                object?: (string|null);

                /** AuthorizeReq mid */
                mid?: (Mid|null);

                /** AuthorizeReq key */
                key?: (string|null);

                /** The rooms that it is in. */
                roomID?: (string|null);

                /** AuthorizeReq joined */
                joined?: (string[]|null);

                /** AuthorizeReq ip */
                ip?: (string|null);

                /** AuthorizeReq platform */
                platform?: (string|null);

                /** As in Grant. */
                mayJoin?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuthorizeReq. */
            type $Shape = goim.logic.AuthorizeReq.$Properties;
        }

        /**
         * Properties of an AuthorizeReply.
         * @deprecated Use goim.logic.AuthorizeReply.$Properties instead.
         */
        interface IAuthorizeReply extends goim.logic.AuthorizeReply.$Properties {
        }

        /** Represents an AuthorizeReply. */
        class AuthorizeReply {

            /**
             * Constructs a new AuthorizeReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.AuthorizeReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Why it may not; empty = it may. */
            get error(): string;
            set error(value: string);

            /** The error in words, for the client. */
            get reason(): string;
            set reason(value: string);

            /** Milliseconds for which comet need not ask again; 0 = it asks each time. */
            get keep(): number;
            set keep(value: number);

            /**
             * Encodes the specified AuthorizeReply message. Does not implicitly {@link goim.logic.AuthorizeReply.verify|verify} messages.
             * @param message AuthorizeReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.AuthorizeReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuthorizeReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.AuthorizeReply & goim.logic.AuthorizeReply.$Shape} AuthorizeReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.AuthorizeReply;
        }

        namespace AuthorizeReply {

            /** Properties of an AuthorizeReply. */
            interface $Properties {

                /** Why it may not; empty = it may. */
                error?: (string|null);

                /** The error in words, for the client. */
                reason?: (string|null);

                /** Milliseconds for which comet need not ask again; 0 = it asks each time. */
                keep?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuthorizeReply. */
            type $Shape = goim.logic.AuthorizeReply.$Properties;
        }

        /**
         * Properties of a RefreshReq.
         * @deprecated Use goim.logic.RefreshReq.$Properties instead.
         */
        interface IRefreshReq extends goim.logic.RefreshReq.$Properties {
        }

        /** A client gives new credentials, before the ones that it was let in by end. */
        class RefreshReq {

            /**
             * Constructs a new RefreshReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.RefreshReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefreshReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** RefreshReq cookie. */
            get cookie(): string;
            set cookie(value: string);

            /** RefreshReq token. */
            get token(): Uint8Array;
            set token(value: Uint8Array);

            /** RefreshReq ip. */
            get ip(): string;
            set ip(value: string);

            /** As in ConnectReq. */
            get origin(): string;
            set origin(value: string);

            /**
             * Encodes the specified RefreshReq message. Does not implicitly {@link goim.logic.RefreshReq.verify|verify} messages.
             * @param message RefreshReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.RefreshReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefreshReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.RefreshReq & goim.logic.RefreshReq.$Shape} RefreshReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.RefreshReq;
        }

        namespace RefreshReq {

            /** Properties of a RefreshReq. */
            interface $Properties {

                /** RefreshReq mid */
                mid?: (Mid|null);

                /** RefreshReq cookie */
                cookie?: (string|null);

                /** RefreshReq token */
                token?: (Uint8Array|null);

                /** RefreshReq ip */
                ip?: (string|null);

                /** As in ConnectReq. */
                origin?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefreshReq. */
            type $Shape = goim.logic.RefreshReq.$Properties;
        }

        /**
         * Properties of a RefreshReply.
         * @deprecated Use goim.logic.RefreshReply.$Properties instead.
         */
        interface IRefreshReply extends goim.logic.RefreshReply.$Properties {
        }

        /** Represents a RefreshReply. */
        class RefreshReply {

            /**
             * Constructs a new RefreshReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.RefreshReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** As in ConnectReply. */
            get expiresIn(): number;
            set expiresIn(value: number);

            /** RefreshReply grant. */
            grant?: (goim.logic.Grant|null);

            /** As in ConnectReply. */
            get tokenId(): string;
            set tokenId(value: string);

            /**
             * Encodes the specified RefreshReply message. Does not implicitly {@link goim.logic.RefreshReply.verify|verify} messages.
             * @param message RefreshReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.RefreshReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefreshReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.RefreshReply & goim.logic.RefreshReply.$Shape} RefreshReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.RefreshReply;
        }

        namespace RefreshReply {

            /** Properties of a RefreshReply. */
            interface $Properties {

                /** As in ConnectReply. */
                expiresIn?: (number|null);

                /** RefreshReply grant */
                grant?: (goim.logic.Grant|null);

                /** As in ConnectReply. */
                tokenId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefreshReply. */
            type $Shape = goim.logic.RefreshReply.$Properties;
        }

        /**
         * Properties of a DisconnectReq.
         * @deprecated Use goim.logic.DisconnectReq.$Properties instead.
         */
        interface IDisconnectReq extends goim.logic.DisconnectReq.$Properties {
        }

        /** Represents a DisconnectReq. */
        class DisconnectReq {

            /**
             * Constructs a new DisconnectReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.DisconnectReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DisconnectReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** Empty where the comet never learned it: logic then finds the session by server and connection. */
            get key(): string;
            set key(value: string);

            /** DisconnectReq server. */
            get server(): string;
            set server(value: string);

            /** DisconnectReq connection. */
            get connection(): number;
            set connection(value: number);

            /**
             * Encodes the specified DisconnectReq message. Does not implicitly {@link goim.logic.DisconnectReq.verify|verify} messages.
             * @param message DisconnectReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.DisconnectReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DisconnectReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.DisconnectReq & goim.logic.DisconnectReq.$Shape} DisconnectReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.DisconnectReq;
        }

        namespace DisconnectReq {

            /** Properties of a DisconnectReq. */
            interface $Properties {

                /** DisconnectReq mid */
                mid?: (Mid|null);

                /** Empty where the comet never learned it: logic then finds the session by server and connection. */
                key?: (string|null);

                /** DisconnectReq server */
                server?: (string|null);

                /** DisconnectReq connection */
                connection?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DisconnectReq. */
            type $Shape = goim.logic.DisconnectReq.$Properties;
        }

        /**
         * Properties of a DisconnectReply.
         * @deprecated Use goim.logic.DisconnectReply.$Properties instead.
         */
        interface IDisconnectReply extends goim.logic.DisconnectReply.$Properties {
        }

        /** Represents a DisconnectReply. */
        class DisconnectReply {

            /**
             * Constructs a new DisconnectReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.DisconnectReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DisconnectReply has. */
            get has(): boolean;
            set has(value: boolean);

            /**
             * Encodes the specified DisconnectReply message. Does not implicitly {@link goim.logic.DisconnectReply.verify|verify} messages.
             * @param message DisconnectReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.DisconnectReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DisconnectReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.DisconnectReply & goim.logic.DisconnectReply.$Shape} DisconnectReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.DisconnectReply;
        }

        namespace DisconnectReply {

            /** Properties of a DisconnectReply. */
            interface $Properties {

                /** DisconnectReply has */
                has?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DisconnectReply. */
            type $Shape = goim.logic.DisconnectReply.$Properties;
        }

        /**
         * Properties of a HeartbeatReq.
         * @deprecated Use goim.logic.HeartbeatReq.$Properties instead.
         */
        interface IHeartbeatReq extends goim.logic.HeartbeatReq.$Properties {
        }

        /** Represents a HeartbeatReq. */
        class HeartbeatReq {

            /**
             * Constructs a new HeartbeatReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HeartbeatReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeartbeatReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** HeartbeatReq key. */
            get key(): string;
            set key(value: string);

            /** HeartbeatReq server. */
            get server(): string;
            set server(value: string);

            /** The room that the session is in now; what a session that had expired is written again with. */
            get roomID(): string;
            set roomID(value: string);

            /** HeartbeatReq ip. */
            get ip(): string;
            set ip(value: string);

            /** HeartbeatReq connection. */
            get connection(): number;
            set connection(value: number);

            /** Extra rooms that it is in. */
            get joined(): string[];
            set joined(value: string[]);

            /** HeartbeatReq platform. */
            get platform(): string;
            set platform(value: string);

            /**
             * Encodes the specified HeartbeatReq message. Does not implicitly {@link goim.logic.HeartbeatReq.verify|verify} messages.
             * @param message HeartbeatReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HeartbeatReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartbeatReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HeartbeatReq & goim.logic.HeartbeatReq.$Shape} HeartbeatReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HeartbeatReq;
        }

        namespace HeartbeatReq {

            /** Properties of a HeartbeatReq. */
            interface $Properties {

                /** HeartbeatReq mid */
                mid?: (Mid|null);

                /** HeartbeatReq key */
                key?: (string|null);

                /** HeartbeatReq server */
                server?: (string|null);

                /** The room that the session is in now; what a session that had expired is written again with. */
                roomID?: (string|null);

                /** HeartbeatReq ip */
                ip?: (string|null);

                /** HeartbeatReq connection */
                connection?: (number|null);

                /** Extra rooms that it is in. */
                joined?: (string[]|null);

                /** HeartbeatReq platform */
                platform?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartbeatReq. */
            type $Shape = goim.logic.HeartbeatReq.$Properties;
        }

        /**
         * Properties of a HeartbeatReply.
         * @deprecated Use goim.logic.HeartbeatReply.$Properties instead.
         */
        interface IHeartbeatReply extends goim.logic.HeartbeatReply.$Properties {
        }

        /** Represents a HeartbeatReply. */
        class HeartbeatReply {

            /**
             * Constructs a new HeartbeatReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.HeartbeatReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** The key belongs to another connection by now: nothing was renewed, and comet closes this one. */
            get replaced(): boolean;
            set replaced(value: boolean);

            /**
             * Encodes the specified HeartbeatReply message. Does not implicitly {@link goim.logic.HeartbeatReply.verify|verify} messages.
             * @param message HeartbeatReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.HeartbeatReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartbeatReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.HeartbeatReply & goim.logic.HeartbeatReply.$Shape} HeartbeatReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.HeartbeatReply;
        }

        namespace HeartbeatReply {

            /** Properties of a HeartbeatReply. */
            interface $Properties {

                /** The key belongs to another connection by now: nothing was renewed, and comet closes this one. */
                replaced?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartbeatReply. */
            type $Shape = goim.logic.HeartbeatReply.$Properties;
        }

        /**
         * Properties of an OnlineReq.
         * @deprecated Use goim.logic.OnlineReq.$Properties instead.
         */
        interface IOnlineReq extends goim.logic.OnlineReq.$Properties {
        }

        /** Represents an OnlineReq. */
        class OnlineReq {

            /**
             * Constructs a new OnlineReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.OnlineReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OnlineReq server. */
            get server(): string;
            set server(value: string);

            /** OnlineReq roomCount. */
            get roomCount(): { [k: string]: number };
            set roomCount(value: { [k: string]: number });

            /**
             * Encodes the specified OnlineReq message. Does not implicitly {@link goim.logic.OnlineReq.verify|verify} messages.
             * @param message OnlineReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.OnlineReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OnlineReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.OnlineReq & goim.logic.OnlineReq.$Shape} OnlineReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.OnlineReq;
        }

        namespace OnlineReq {

            /** Properties of an OnlineReq. */
            interface $Properties {

                /** OnlineReq server */
                server?: (string|null);

                /** OnlineReq roomCount */
                roomCount?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OnlineReq. */
            type $Shape = goim.logic.OnlineReq.$Properties;
        }

        /**
         * Properties of an OnlineReply.
         * @deprecated Use goim.logic.OnlineReply.$Properties instead.
         */
        interface IOnlineReply extends goim.logic.OnlineReply.$Properties {
        }

        /** Represents an OnlineReply. */
        class OnlineReply {

            /**
             * Constructs a new OnlineReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.OnlineReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OnlineReply allRoomCount. */
            get allRoomCount(): { [k: string]: number };
            set allRoomCount(value: { [k: string]: number });

            /**
             * Encodes the specified OnlineReply message. Does not implicitly {@link goim.logic.OnlineReply.verify|verify} messages.
             * @param message OnlineReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.OnlineReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OnlineReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.OnlineReply & goim.logic.OnlineReply.$Shape} OnlineReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.OnlineReply;
        }

        namespace OnlineReply {

            /** Properties of an OnlineReply. */
            interface $Properties {

                /** OnlineReply allRoomCount */
                allRoomCount?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OnlineReply. */
            type $Shape = goim.logic.OnlineReply.$Properties;
        }

        /**
         * Properties of a ReceiveReq.
         * @deprecated Use goim.logic.ReceiveReq.$Properties instead.
         */
        interface IReceiveReq extends goim.logic.ReceiveReq.$Properties {
        }

        /** What a client sent, with who it is. The same message is what the stream GOIM_UPSTREAM keeps. */
        class ReceiveReq {

            /**
             * Constructs a new ReceiveReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ReceiveReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiveReq mid. */
            get mid(): Mid;
            set mid(value: Mid);

            /** ReceiveReq proto. */
            proto?: (goim.protocol.Proto|null);

            /** ReceiveReq key. */
            get key(): string;
            set key(value: string);

            /** ReceiveReq server. */
            get server(): string;
            set server(value: string);

            /** The session's primary room when it sent this; empty = none. */
            get roomID(): string;
            set roomID(value: string);

            /** ReceiveReq ip. */
            get ip(): string;
            set ip(value: string);

            /** Extra rooms that it is in. */
            get joined(): string[];
            set joined(value: string[]);

            /** ReceiveReq platform. */
            get platform(): string;
            set platform(value: string);

            /** When the comet had it: milliseconds since 1970. */
            get time(): number;
            set time(value: number);

            /**
             * Encodes the specified ReceiveReq message. Does not implicitly {@link goim.logic.ReceiveReq.verify|verify} messages.
             * @param message ReceiveReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ReceiveReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiveReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ReceiveReq & goim.logic.ReceiveReq.$Shape} ReceiveReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ReceiveReq;
        }

        namespace ReceiveReq {

            /** Properties of a ReceiveReq. */
            interface $Properties {

                /** ReceiveReq mid */
                mid?: (Mid|null);

                /** ReceiveReq proto */
                proto?: (goim.protocol.Proto|null);

                /** ReceiveReq key */
                key?: (string|null);

                /** ReceiveReq server */
                server?: (string|null);

                /** The session's primary room when it sent this; empty = none. */
                roomID?: (string|null);

                /** ReceiveReq ip */
                ip?: (string|null);

                /** Extra rooms that it is in. */
                joined?: (string[]|null);

                /** ReceiveReq platform */
                platform?: (string|null);

                /** When the comet had it: milliseconds since 1970. */
                time?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiveReq. */
            type $Shape = goim.logic.ReceiveReq.$Properties;
        }

        /**
         * Properties of a ReceiveReply.
         * @deprecated Use goim.logic.ReceiveReply.$Properties instead.
         */
        interface IReceiveReply extends goim.logic.ReceiveReply.$Properties {
        }

        /** Represents a ReceiveReply. */
        class ReceiveReply {

            /**
             * Constructs a new ReceiveReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ReceiveReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Why the message was not taken; empty = it was. */
            get error(): string;
            set error(value: string);

            /** The error in words, for people. */
            get reason(): string;
            set reason(value: string);

            /** The answer to the client; empty unless an interceptor gives one. */
            get body(): Uint8Array;
            set body(value: Uint8Array);

            /**
             * Encodes the specified ReceiveReply message. Does not implicitly {@link goim.logic.ReceiveReply.verify|verify} messages.
             * @param message ReceiveReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ReceiveReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiveReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ReceiveReply & goim.logic.ReceiveReply.$Shape} ReceiveReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ReceiveReply;
        }

        namespace ReceiveReply {

            /** Properties of a ReceiveReply. */
            interface $Properties {

                /** Why the message was not taken; empty = it was. */
                error?: (string|null);

                /** The error in words, for people. */
                reason?: (string|null);

                /** The answer to the client; empty unless an interceptor gives one. */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiveReply. */
            type $Shape = goim.logic.ReceiveReply.$Properties;
        }

        /**
         * Properties of a NodesReq.
         * @deprecated Use goim.logic.NodesReq.$Properties instead.
         */
        interface INodesReq extends goim.logic.NodesReq.$Properties {
        }

        /** Represents a NodesReq. */
        class NodesReq {

            /**
             * Constructs a new NodesReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.NodesReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodesReq platform. */
            get platform(): string;
            set platform(value: string);

            /** NodesReq clientIP. */
            get clientIP(): string;
            set clientIP(value: string);

            /**
             * Encodes the specified NodesReq message. Does not implicitly {@link goim.logic.NodesReq.verify|verify} messages.
             * @param message NodesReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.NodesReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodesReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.NodesReq & goim.logic.NodesReq.$Shape} NodesReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.NodesReq;
        }

        namespace NodesReq {

            /** Properties of a NodesReq. */
            interface $Properties {

                /** NodesReq platform */
                platform?: (string|null);

                /** NodesReq clientIP */
                clientIP?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodesReq. */
            type $Shape = goim.logic.NodesReq.$Properties;
        }

        /**
         * Properties of a NodesReply.
         * @deprecated Use goim.logic.NodesReply.$Properties instead.
         */
        interface INodesReply extends goim.logic.NodesReply.$Properties {
        }

        /** Represents a NodesReply. */
        class NodesReply {

            /**
             * Constructs a new NodesReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.NodesReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodesReply domain. */
            get domain(): string;
            set domain(value: string);

            /** NodesReply tcp_port. */
            get tcp_port(): number;
            set tcp_port(value: number);

            /** NodesReply ws_port. */
            get ws_port(): number;
            set ws_port(value: number);

            /** NodesReply wss_port. */
            get wss_port(): number;
            set wss_port(value: number);

            /** NodesReply heartbeat. */
            get heartbeat(): number;
            set heartbeat(value: number);

            /** NodesReply nodes. */
            get nodes(): string[];
            set nodes(value: string[]);

            /** NodesReply backoff. */
            backoff?: (goim.logic.Backoff|null);

            /** NodesReply heartbeat_max. */
            get heartbeat_max(): number;
            set heartbeat_max(value: number);

            /**
             * Encodes the specified NodesReply message. Does not implicitly {@link goim.logic.NodesReply.verify|verify} messages.
             * @param message NodesReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.NodesReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodesReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.NodesReply & goim.logic.NodesReply.$Shape} NodesReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.NodesReply;
        }

        namespace NodesReply {

            /** Properties of a NodesReply. */
            interface $Properties {

                /** NodesReply domain */
                domain?: (string|null);

                /** NodesReply tcp_port */
                tcp_port?: (number|null);

                /** NodesReply ws_port */
                ws_port?: (number|null);

                /** NodesReply wss_port */
                wss_port?: (number|null);

                /** NodesReply heartbeat */
                heartbeat?: (number|null);

                /** NodesReply nodes */
                nodes?: (string[]|null);

                /** NodesReply backoff */
                backoff?: (goim.logic.Backoff|null);

                /** NodesReply heartbeat_max */
                heartbeat_max?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodesReply. */
            type $Shape = goim.logic.NodesReply.$Properties;
        }

        /**
         * Properties of a Backoff.
         * @deprecated Use goim.logic.Backoff.$Properties instead.
         */
        interface IBackoff extends goim.logic.Backoff.$Properties {
        }

        /** Represents a Backoff. */
        class Backoff {

            /**
             * Constructs a new Backoff.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.Backoff.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Backoff max_delay. */
            get max_delay(): number;
            set max_delay(value: number);

            /** Backoff base_delay. */
            get base_delay(): number;
            set base_delay(value: number);

            /** Backoff factor. */
            get factor(): number;
            set factor(value: number);

            /** Backoff jitter. */
            get jitter(): number;
            set jitter(value: number);

            /**
             * Encodes the specified Backoff message. Does not implicitly {@link goim.logic.Backoff.verify|verify} messages.
             * @param message Backoff message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.Backoff, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Backoff message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.Backoff & goim.logic.Backoff.$Shape} Backoff
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.Backoff;
        }

        namespace Backoff {

            /** Properties of a Backoff. */
            interface $Properties {

                /** Backoff max_delay */
                max_delay?: (number|null);

                /** Backoff base_delay */
                base_delay?: (number|null);

                /** Backoff factor */
                factor?: (number|null);

                /** Backoff jitter */
                jitter?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Backoff. */
            type $Shape = goim.logic.Backoff.$Properties;
        }

        /**
         * Properties of a ClientAccessReq.
         * @deprecated Use goim.logic.ClientAccessReq.$Properties instead.
         */
        interface IClientAccessReq extends goim.logic.ClientAccessReq.$Properties {
        }

        /** Asks which clients logic lets in. */
        class ClientAccessReq {

            /**
             * Constructs a new ClientAccessReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ClientAccessReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ClientAccessReq message. Does not implicitly {@link goim.logic.ClientAccessReq.verify|verify} messages.
             * @param message ClientAccessReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ClientAccessReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientAccessReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ClientAccessReq & goim.logic.ClientAccessReq.$Shape} ClientAccessReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ClientAccessReq;
        }

        namespace ClientAccessReq {

            /** Properties of a ClientAccessReq. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientAccessReq. */
            type $Shape = goim.logic.ClientAccessReq.$Properties;
        }

        /**
         * Properties of a ClientAccessReply.
         * @deprecated Use goim.logic.ClientAccessReply.$Properties instead.
         */
        interface IClientAccessReply extends goim.logic.ClientAccessReply.$Properties {
        }

        /** Represents a ClientAccessReply. */
        class ClientAccessReply {

            /**
             * Constructs a new ClientAccessReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.ClientAccessReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Those on its comet's machine alone, since their tokens are taken at their word. */
            get localOnly(): boolean;
            set localOnly(value: boolean);

            /**
             * Encodes the specified ClientAccessReply message. Does not implicitly {@link goim.logic.ClientAccessReply.verify|verify} messages.
             * @param message ClientAccessReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.ClientAccessReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientAccessReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.ClientAccessReply & goim.logic.ClientAccessReply.$Shape} ClientAccessReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.ClientAccessReply;
        }

        namespace ClientAccessReply {

            /** Properties of a ClientAccessReply. */
            interface $Properties {

                /** Those on its comet's machine alone, since their tokens are taken at their word. */
                localOnly?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientAccessReply. */
            type $Shape = goim.logic.ClientAccessReply.$Properties;
        }

        /**
         * Properties of a RoomReport.
         * @deprecated Use goim.logic.RoomReport.$Properties instead.
         */
        interface IRoomReport extends goim.logic.RoomReport.$Properties {
        }

        /** A part of a legacy comet's report of its rooms, from the logic that received it to all logics. */
        class RoomReport {

            /**
             * Constructs a new RoomReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.logic.RoomReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RoomReport server. */
            get server(): string;
            set server(value: string);

            /** Distinguishes a report from the one before. */
            get round(): number;
            set round(value: number);

            /** Of 0 to parts - 1: a report may be longer than a message of the bus. */
            get part(): number;
            set part(value: number);

            /** RoomReport parts. */
            get parts(): number;
            set parts(value: number);

            /** RoomReport roomCount. */
            get roomCount(): { [k: string]: number };
            set roomCount(value: { [k: string]: number });

            /**
             * Encodes the specified RoomReport message. Does not implicitly {@link goim.logic.RoomReport.verify|verify} messages.
             * @param message RoomReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.logic.RoomReport, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RoomReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.logic.RoomReport & goim.logic.RoomReport.$Shape} RoomReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.logic.RoomReport;
        }

        namespace RoomReport {

            /** Properties of a RoomReport. */
            interface $Properties {

                /** RoomReport server */
                server?: (string|null);

                /** Distinguishes a report from the one before. */
                round?: (number|null);

                /** Of 0 to parts - 1: a report may be longer than a message of the bus. */
                part?: (number|null);

                /** RoomReport parts */
                parts?: (number|null);

                /** RoomReport roomCount */
                roomCount?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RoomReport. */
            type $Shape = goim.logic.RoomReport.$Properties;
        }
    }

    /** Namespace receipts. */
    namespace receipts {

        /**
         * Properties of a ReceiptNews.
         * @deprecated Use goim.receipts.ReceiptNews.$Properties instead.
         */
        interface IReceiptNews extends goim.receipts.ReceiptNews.$Properties {
        }

        /** Represents a ReceiptNews. */
        class ReceiptNews {

            /**
             * Constructs a new ReceiptNews.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.receipts.ReceiptNews.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptNews accepted. */
            get accepted(): goim.receipts.AcceptedPush[];
            set accepted(value: goim.receipts.AcceptedPush[]);

            /** ReceiptNews dispatched. */
            get dispatched(): goim.receipts.DispatchedTask[];
            set dispatched(value: goim.receipts.DispatchedTask[]);

            /** ReceiptNews delivered. */
            get delivered(): goim.receipts.DeliveredMessage[];
            set delivered(value: goim.receipts.DeliveredMessage[]);

            /**
             * Encodes the specified ReceiptNews message. Does not implicitly {@link goim.receipts.ReceiptNews.verify|verify} messages.
             * @param message ReceiptNews message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.receipts.ReceiptNews, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptNews message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.receipts.ReceiptNews & goim.receipts.ReceiptNews.$Shape} ReceiptNews
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.receipts.ReceiptNews;
        }

        namespace ReceiptNews {

            /** Properties of a ReceiptNews. */
            interface $Properties {

                /** ReceiptNews accepted */
                accepted?: (goim.receipts.AcceptedPush[]|null);

                /** ReceiptNews dispatched */
                dispatched?: (goim.receipts.DispatchedTask[]|null);

                /** ReceiptNews delivered */
                delivered?: (goim.receipts.DeliveredMessage[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptNews. */
            type $Shape = goim.receipts.ReceiptNews.$Properties;
        }

        /**
         * Properties of an AcceptedPush.
         * @deprecated Use goim.receipts.AcceptedPush.$Properties instead.
         */
        interface IAcceptedPush extends goim.receipts.AcceptedPush.$Properties {
        }

        /** Logic has stored a push. */
        class AcceptedPush {

            /**
             * Constructs a new AcceptedPush.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.receipts.AcceptedPush.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Of each of its tasks. */
            get messages(): string[];
            set messages(value: string[]);

            /** Milliseconds since 1970, by the clock of NATS; so are the other times. */
            get time(): number;
            set time(value: number);

            /** AcceptedPush operation. */
            get operation(): number;
            set operation(value: number);

            /** AcceptedPush targets. */
            get targets(): string[];
            set targets(value: string[]);

            /** Sessions that it was for, and keys or members of it without a session, as far as this logic knew. */
            get sessions(): number;
            set sessions(value: number);

            /** AcceptedPush offline. */
            get offline(): number;
            set offline(value: number);

            /** Those that hold these sessions. */
            get comets(): string[];
            set comets(value: string[]);

            /** To all whom it names, whatever operations they accept. */
            get unfiltered(): boolean;
            set unfiltered(value: boolean);

            /** As in PushMsg. */
            get expires(): number;
            set expires(value: number);

            /**
             * Encodes the specified AcceptedPush message. Does not implicitly {@link goim.receipts.AcceptedPush.verify|verify} messages.
             * @param message AcceptedPush message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.receipts.AcceptedPush, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptedPush message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.receipts.AcceptedPush & goim.receipts.AcceptedPush.$Shape} AcceptedPush
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.receipts.AcceptedPush;
        }

        namespace AcceptedPush {

            /** Properties of an AcceptedPush. */
            interface $Properties {

                /** Of each of its tasks. */
                messages?: (string[]|null);

                /** Milliseconds since 1970, by the clock of NATS; so are the other times. */
                time?: (number|null);

                /** AcceptedPush operation */
                operation?: (number|null);

                /** AcceptedPush targets */
                targets?: (string[]|null);

                /** Sessions that it was for, and keys or members of it without a session, as far as this logic knew. */
                sessions?: (number|null);

                /** AcceptedPush offline */
                offline?: (number|null);

                /** Those that hold these sessions. */
                comets?: (string[]|null);

                /** To all whom it names, whatever operations they accept. */
                unfiltered?: (boolean|null);

                /** As in PushMsg. */
                expires?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AcceptedPush. */
            type $Shape = goim.receipts.AcceptedPush.$Properties;
        }

        /**
         * Properties of a DispatchedTask.
         * @deprecated Use goim.receipts.DispatchedTask.$Properties instead.
         */
        interface IDispatchedTask extends goim.receipts.DispatchedTask.$Properties {
        }

        /** Job has worked a task. */
        class DispatchedTask {

            /**
             * Constructs a new DispatchedTask.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.receipts.DispatchedTask.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DispatchedTask message. */
            get message(): string;
            set message(value: string);

            /** DispatchedTask time. */
            get time(): number;
            set time(value: number);

            /** dispatched, expired, or failed: it is tried again, or is a dead letter. */
            get outcome(): string;
            set outcome(value: string);

            /** Why it failed. */
            get reason(): string;
            set reason(value: string);

            /** Of a push by key or by member: the comets that it was handed to. Others the bus brings to whoever listens. */
            get shares(): goim.receipts.CometShare[];
            set shares(value: goim.receipts.CometShare[]);

            /**
             * Encodes the specified DispatchedTask message. Does not implicitly {@link goim.receipts.DispatchedTask.verify|verify} messages.
             * @param message DispatchedTask message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.receipts.DispatchedTask, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DispatchedTask message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.receipts.DispatchedTask & goim.receipts.DispatchedTask.$Shape} DispatchedTask
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.receipts.DispatchedTask;
        }

        namespace DispatchedTask {

            /** Properties of a DispatchedTask. */
            interface $Properties {

                /** DispatchedTask message */
                message?: (string|null);

                /** DispatchedTask time */
                time?: (number|null);

                /** dispatched, expired, or failed: it is tried again, or is a dead letter. */
                outcome?: (string|null);

                /** Why it failed. */
                reason?: (string|null);

                /** Of a push by key or by member: the comets that it was handed to. Others the bus brings to whoever listens. */
                shares?: (goim.receipts.CometShare[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DispatchedTask. */
            type $Shape = goim.receipts.DispatchedTask.$Properties;
        }

        /**
         * Properties of a CometShare.
         * @deprecated Use goim.receipts.CometShare.$Properties instead.
         */
        interface ICometShare extends goim.receipts.CometShare.$Properties {
        }

        /** Represents a CometShare. */
        class CometShare {

            /**
             * Constructs a new CometShare.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.receipts.CometShare.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CometShare comet. */
            get comet(): string;
            set comet(value: string);

            /** CometShare sessions. */
            get sessions(): number;
            set sessions(value: number);

            /**
             * Encodes the specified CometShare message. Does not implicitly {@link goim.receipts.CometShare.verify|verify} messages.
             * @param message CometShare message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.receipts.CometShare, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CometShare message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.receipts.CometShare & goim.receipts.CometShare.$Shape} CometShare
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.receipts.CometShare;
        }

        namespace CometShare {

            /** Properties of a CometShare. */
            interface $Properties {

                /** CometShare comet */
                comet?: (string|null);

                /** CometShare sessions */
                sessions?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CometShare. */
            type $Shape = goim.receipts.CometShare.$Properties;
        }

        /**
         * Properties of a DeliveredMessage.
         * @deprecated Use goim.receipts.DeliveredMessage.$Properties instead.
         */
        interface IDeliveredMessage extends goim.receipts.DeliveredMessage.$Properties {
        }

        /** What became of a message at a comet so far: counts of sessions. Later news replace earlier ones. */
        class DeliveredMessage {

            /**
             * Constructs a new DeliveredMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.receipts.DeliveredMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeliveredMessage message. */
            get message(): string;
            set message(value: string);

            /** DeliveredMessage comet. */
            get comet(): string;
            set comet(value: string);

            /** When it came. */
            get time(): number;
            set time(value: number);

            /** DeliveredMessage targeted. */
            get targeted(): number;
            set targeted(value: number);

            /** DeliveredMessage written. */
            get written(): number;
            set written(value: number);

            /** Held back for clients that catch up first. */
            get waiting(): number;
            set waiting(value: number);

            /** DeliveredMessage notAccepted. */
            get notAccepted(): number;
            set notAccepted(value: number);

            /** DeliveredMessage slow. */
            get slow(): number;
            set slow(value: number);

            /** Were there no more when it came, or when it was their turn. */
            get gone(): number;
            set gone(value: number);

            /** Times that it came again, and was left out. */
            get repeated(): number;
            set repeated(value: number);

            /** Nothing is left to do. */
            get done(): boolean;
            set done(value: boolean);

            /**
             * Encodes the specified DeliveredMessage message. Does not implicitly {@link goim.receipts.DeliveredMessage.verify|verify} messages.
             * @param message DeliveredMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.receipts.DeliveredMessage, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeliveredMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.receipts.DeliveredMessage & goim.receipts.DeliveredMessage.$Shape} DeliveredMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.receipts.DeliveredMessage;
        }

        namespace DeliveredMessage {

            /** Properties of a DeliveredMessage. */
            interface $Properties {

                /** DeliveredMessage message */
                message?: (string|null);

                /** DeliveredMessage comet */
                comet?: (string|null);

                /** When it came. */
                time?: (number|null);

                /** DeliveredMessage targeted */
                targeted?: (number|null);

                /** DeliveredMessage written */
                written?: (number|null);

                /** Held back for clients that catch up first. */
                waiting?: (number|null);

                /** DeliveredMessage notAccepted */
                notAccepted?: (number|null);

                /** DeliveredMessage slow */
                slow?: (number|null);

                /** Were there no more when it came, or when it was their turn. */
                gone?: (number|null);

                /** Times that it came again, and was left out. */
                repeated?: (number|null);

                /** Nothing is left to do. */
                done?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeliveredMessage. */
            type $Shape = goim.receipts.DeliveredMessage.$Properties;
        }
    }

    /** Namespace report. */
    namespace report {

        /**
         * Properties of a Report.
         * @deprecated Use goim.report.Report.$Properties instead.
         */
        interface IReport extends goim.report.Report.$Properties {
        }

        /** Sent every few seconds. Counts are since the start of the process: a report that is lost loses nothing. */
        class Report {

            /**
             * Constructs a new Report.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.Report.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** comet, logic or job. */
            get app(): string;
            set app(value: string);

            /** Of this run of the process; a comet's is that of its entry in the list of nodes. */
            get id(): string;
            set id(value: string);

            /** Report version. */
            get version(): string;
            set version(value: string);

            /** Report host. */
            get host(): string;
            set host(value: string);

            /** Report pid. */
            get pid(): number;
            set pid(value: number);

            /** The process that keeps it, where a comet has several workers; 0 = none does. */
            get primary(): number;
            set primary(value: number);

            /** Milliseconds since 1970, by the process's clock. */
            get startedAt(): number;
            set startedAt(value: number);

            /** Report ready. */
            get ready(): boolean;
            set ready(value: boolean);

            /** What is wrong, of one that is not ready, or does its part nevertheless. */
            get problems(): string[];
            set problems(value: string[]);

            /** The last one of a process that ends. */
            get ending(): boolean;
            set ending(value: boolean);

            /** Time of CPUs, in seconds. */
            get cpu(): number;
            set cpu(value: number);

            /** Bytes now. */
            get rss(): number;
            set rss(value: number);

            /** Report heap. */
            get heap(): number;
            set heap(value: number);

            /** Milliseconds that the event loop was late at most, 99 of 100 times since the report before. */
            get eventLoopLag(): number;
            set eventLoopLag(value: number);

            /** Of a comet: connections that it takes at most, by its configuration or by the files that it may open. 0 = any number. */
            get maxConnections(): number;
            set maxConnections(value: number);

            /** Now. */
            get connections(): number;
            set connections(value: number);

            /** Report sessionsBegun. */
            get sessionsBegun(): number;
            set sessionsBegun(value: number);

            /** Tasks that the queue has stored. */
            get pushes(): number;
            set pushes(value: number);

            /** Tasks that were sent to comets. */
            get tasks(): number;
            set tasks(value: number);

            /** Writes of pushes to connections. */
            get deliveries(): number;
            set deliveries(value: number);

            /** Report dropped. */
            get dropped(): goim.report.ReasonCount[];
            set dropped(value: goim.report.ReasonCount[]);

            /** Report refused. */
            get refused(): goim.report.ReasonCount[];
            set refused(value: goim.report.ReasonCount[]);

            /**
             * How long tasks took from the queue's word that it has them until the comets had them: how many were in each class of
             * PUSH_LATENCY_BOUNDS, and in the one beyond. Empty = this app measures none.
             */
            get latency(): number[];
            set latency(value: number[]);

            /** Report leases. */
            get leases(): goim.report.HeldLease[];
            set leases(value: goim.report.HeldLease[]);

            /** Of a job: the rooms that it sent most to since the report before, some 20, the busiest first. */
            get busiest(): goim.report.BusyRoom[];
            set busiest(value: goim.report.BusyRoom[]);

            /** Of a comet: the sessions for which most waits to be sent, some 20, the most first. */
            get slowest(): goim.report.WaitingSession[];
            set slowest(value: goim.report.WaitingSession[]);

            /** Of a comet: the sessions that it closed as slow in the last 10 minutes, some 20, the newest first. */
            get closedAsSlow(): goim.report.ClosedSession[];
            set closedAsSlow(value: goim.report.ClosedSession[]);

            /**
             * Encodes the specified Report message. Does not implicitly {@link goim.report.Report.verify|verify} messages.
             * @param message Report message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.Report, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Report message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.Report & goim.report.Report.$Shape} Report
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.Report;
        }

        namespace Report {

            /** Properties of a Report. */
            interface $Properties {

                /** comet, logic or job. */
                app?: (string|null);

                /** Of this run of the process; a comet's is that of its entry in the list of nodes. */
                id?: (string|null);

                /** Report version */
                version?: (string|null);

                /** Report host */
                host?: (string|null);

                /** Report pid */
                pid?: (number|null);

                /** The process that keeps it, where a comet has several workers; 0 = none does. */
                primary?: (number|null);

                /** Milliseconds since 1970, by the process's clock. */
                startedAt?: (number|null);

                /** Report ready */
                ready?: (boolean|null);

                /** What is wrong, of one that is not ready, or does its part nevertheless. */
                problems?: (string[]|null);

                /** The last one of a process that ends. */
                ending?: (boolean|null);

                /** Time of CPUs, in seconds. */
                cpu?: (number|null);

                /** Bytes now. */
                rss?: (number|null);

                /** Report heap */
                heap?: (number|null);

                /** Milliseconds that the event loop was late at most, 99 of 100 times since the report before. */
                eventLoopLag?: (number|null);

                /** Of a comet: connections that it takes at most, by its configuration or by the files that it may open. 0 = any number. */
                maxConnections?: (number|null);

                /** Now. */
                connections?: (number|null);

                /** Report sessionsBegun */
                sessionsBegun?: (number|null);

                /** Tasks that the queue has stored. */
                pushes?: (number|null);

                /** Tasks that were sent to comets. */
                tasks?: (number|null);

                /** Writes of pushes to connections. */
                deliveries?: (number|null);

                /** Report dropped */
                dropped?: (goim.report.ReasonCount[]|null);

                /** Report refused */
                refused?: (goim.report.ReasonCount[]|null);

                /**
                 * How long tasks took from the queue's word that it has them until the comets had them: how many were in each class of
                 * PUSH_LATENCY_BOUNDS, and in the one beyond. Empty = this app measures none.
                 */
                latency?: (number[]|null);

                /** Report leases */
                leases?: (goim.report.HeldLease[]|null);

                /** Of a job: the rooms that it sent most to since the report before, some 20, the busiest first. */
                busiest?: (goim.report.BusyRoom[]|null);

                /** Of a comet: the sessions for which most waits to be sent, some 20, the most first. */
                slowest?: (goim.report.WaitingSession[]|null);

                /** Of a comet: the sessions that it closed as slow in the last 10 minutes, some 20, the newest first. */
                closedAsSlow?: (goim.report.ClosedSession[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Report. */
            type $Shape = goim.report.Report.$Properties;
        }

        /**
         * Properties of a BusyRoom.
         * @deprecated Use goim.report.BusyRoom.$Properties instead.
         */
        interface IBusyRoom extends goim.report.BusyRoom.$Properties {
        }

        /** Represents a BusyRoom. */
        class BusyRoom {

            /**
             * Constructs a new BusyRoom.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.BusyRoom.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BusyRoom room. */
            get room(): string;
            set room(value: string);

            /** A second. */
            get pushes(): number;
            set pushes(value: number);

            /**
             * Encodes the specified BusyRoom message. Does not implicitly {@link goim.report.BusyRoom.verify|verify} messages.
             * @param message BusyRoom message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.BusyRoom, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BusyRoom message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.BusyRoom & goim.report.BusyRoom.$Shape} BusyRoom
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.BusyRoom;
        }

        namespace BusyRoom {

            /** Properties of a BusyRoom. */
            interface $Properties {

                /** BusyRoom room */
                room?: (string|null);

                /** A second. */
                pushes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BusyRoom. */
            type $Shape = goim.report.BusyRoom.$Properties;
        }

        /**
         * Properties of a WaitingSession.
         * @deprecated Use goim.report.WaitingSession.$Properties instead.
         */
        interface IWaitingSession extends goim.report.WaitingSession.$Properties {
        }

        /** Represents a WaitingSession. */
        class WaitingSession {

            /**
             * Constructs a new WaitingSession.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.WaitingSession.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WaitingSession key. */
            get key(): string;
            set key(value: string);

            /** WaitingSession pendingBytes. */
            get pendingBytes(): number;
            set pendingBytes(value: number);

            /** It misses pushes until it has taken what waits. */
            get slow(): boolean;
            set slow(value: boolean);

            /**
             * Encodes the specified WaitingSession message. Does not implicitly {@link goim.report.WaitingSession.verify|verify} messages.
             * @param message WaitingSession message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.WaitingSession, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WaitingSession message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.WaitingSession & goim.report.WaitingSession.$Shape} WaitingSession
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.WaitingSession;
        }

        namespace WaitingSession {

            /** Properties of a WaitingSession. */
            interface $Properties {

                /** WaitingSession key */
                key?: (string|null);

                /** WaitingSession pendingBytes */
                pendingBytes?: (number|null);

                /** It misses pushes until it has taken what waits. */
                slow?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WaitingSession. */
            type $Shape = goim.report.WaitingSession.$Properties;
        }

        /**
         * Properties of a ClosedSession.
         * @deprecated Use goim.report.ClosedSession.$Properties instead.
         */
        interface IClosedSession extends goim.report.ClosedSession.$Properties {
        }

        /** Represents a ClosedSession. */
        class ClosedSession {

            /**
             * Constructs a new ClosedSession.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.ClosedSession.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClosedSession key. */
            get key(): string;
            set key(value: string);

            /** Milliseconds since 1970, by the clock of NATS. */
            get closedAt(): number;
            set closedAt(value: number);

            /** How often in those minutes. */
            get times(): number;
            set times(value: number);

            /**
             * Encodes the specified ClosedSession message. Does not implicitly {@link goim.report.ClosedSession.verify|verify} messages.
             * @param message ClosedSession message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.ClosedSession, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClosedSession message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.ClosedSession & goim.report.ClosedSession.$Shape} ClosedSession
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.ClosedSession;
        }

        namespace ClosedSession {

            /** Properties of a ClosedSession. */
            interface $Properties {

                /** ClosedSession key */
                key?: (string|null);

                /** Milliseconds since 1970, by the clock of NATS. */
                closedAt?: (number|null);

                /** How often in those minutes. */
                times?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClosedSession. */
            type $Shape = goim.report.ClosedSession.$Properties;
        }

        /**
         * Properties of a ReasonCount.
         * @deprecated Use goim.report.ReasonCount.$Properties instead.
         */
        interface IReasonCount extends goim.report.ReasonCount.$Properties {
        }

        /** Represents a ReasonCount. */
        class ReasonCount {

            /**
             * Constructs a new ReasonCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.ReasonCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReasonCount reason. */
            get reason(): string;
            set reason(value: string);

            /** ReasonCount count. */
            get count(): number;
            set count(value: number);

            /**
             * Encodes the specified ReasonCount message. Does not implicitly {@link goim.report.ReasonCount.verify|verify} messages.
             * @param message ReasonCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.ReasonCount, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReasonCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.ReasonCount & goim.report.ReasonCount.$Shape} ReasonCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.ReasonCount;
        }

        namespace ReasonCount {

            /** Properties of a ReasonCount. */
            interface $Properties {

                /** ReasonCount reason */
                reason?: (string|null);

                /** ReasonCount count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReasonCount. */
            type $Shape = goim.report.ReasonCount.$Properties;
        }

        /**
         * Properties of a HeldLease.
         * @deprecated Use goim.report.HeldLease.$Properties instead.
         */
        interface IHeldLease extends goim.report.HeldLease.$Properties {
        }

        /** A job works the partition. */
        class HeldLease {

            /**
             * Constructs a new HeldLease.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.HeldLease.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeldLease partition. */
            get partition(): number;
            set partition(value: number);

            /** Grows with each lease of the partition; 0 = the store of leases was lost meanwhile. */
            get epoch(): number;
            set epoch(value: number);

            /**
             * Encodes the specified HeldLease message. Does not implicitly {@link goim.report.HeldLease.verify|verify} messages.
             * @param message HeldLease message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.HeldLease, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeldLease message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.HeldLease & goim.report.HeldLease.$Shape} HeldLease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.HeldLease;
        }

        namespace HeldLease {

            /** Properties of a HeldLease. */
            interface $Properties {

                /** HeldLease partition */
                partition?: (number|null);

                /** Grows with each lease of the partition; 0 = the store of leases was lost meanwhile. */
                epoch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeldLease. */
            type $Shape = goim.report.HeldLease.$Properties;
        }

        /**
         * Properties of a GatheredReq.
         * @deprecated Use goim.report.GatheredReq.$Properties instead.
         */
        interface IGatheredReq extends goim.report.GatheredReq.$Properties {
        }

        /** Asks for what another logic has gathered. */
        class GatheredReq {

            /**
             * Constructs a new GatheredReq.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.GatheredReq.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Of the instances those behind this one, in the order of their ids; empty = from the first. */
            get after(): string;
            set after(value: string);

            /**
             * Encodes the specified GatheredReq message. Does not implicitly {@link goim.report.GatheredReq.verify|verify} messages.
             * @param message GatheredReq message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.GatheredReq, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GatheredReq message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.GatheredReq & goim.report.GatheredReq.$Shape} GatheredReq
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.GatheredReq;
        }

        namespace GatheredReq {

            /** Properties of a GatheredReq. */
            interface $Properties {

                /** Of the instances those behind this one, in the order of their ids; empty = from the first. */
                after?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GatheredReq. */
            type $Shape = goim.report.GatheredReq.$Properties;
        }

        /**
         * Properties of a GatheredReply.
         * @deprecated Use goim.report.GatheredReply.$Properties instead.
         */
        interface IGatheredReply extends goim.report.GatheredReply.$Properties {
        }

        /** Represents a GatheredReply. */
        class GatheredReply {

            /**
             * Constructs a new GatheredReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.GatheredReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** With the first page alone. */
            get slots(): goim.report.GatheredSlot[];
            set slots(value: goim.report.GatheredSlot[]);

            /** GatheredReply instances. */
            get instances(): goim.report.GatheredInstance[];
            set instances(value: goim.report.GatheredInstance[]);

            /** There are more. */
            get more(): boolean;
            set more(value: boolean);

            /**
             * Encodes the specified GatheredReply message. Does not implicitly {@link goim.report.GatheredReply.verify|verify} messages.
             * @param message GatheredReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.GatheredReply, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GatheredReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.GatheredReply & goim.report.GatheredReply.$Shape} GatheredReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.GatheredReply;
        }

        namespace GatheredReply {

            /** Properties of a GatheredReply. */
            interface $Properties {

                /** With the first page alone. */
                slots?: (goim.report.GatheredSlot[]|null);

                /** GatheredReply instances */
                instances?: (goim.report.GatheredInstance[]|null);

                /** There are more. */
                more?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GatheredReply. */
            type $Shape = goim.report.GatheredReply.$Properties;
        }

        /**
         * Properties of a GatheredSlot.
         * @deprecated Use goim.report.GatheredSlot.$Properties instead.
         */
        interface IGatheredSlot extends goim.report.GatheredSlot.$Properties {
        }

        /** What all instances did in one slot of time. */
        class GatheredSlot {

            /**
             * Constructs a new GatheredSlot.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.GatheredSlot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Its number: when it began, in seconds since 1970, by the seconds of a slot. */
            get slot(): number;
            set slot(value: number);

            /** In the order that the gathering logic gives them. */
            get values(): number[];
            set values(value: number[]);

            /** GatheredSlot dropped. */
            get dropped(): goim.report.ReasonValue[];
            set dropped(value: goim.report.ReasonValue[]);

            /** GatheredSlot refused. */
            get refused(): goim.report.ReasonValue[];
            set refused(value: goim.report.ReasonValue[]);

            /** GatheredSlot latency. */
            get latency(): number[];
            set latency(value: number[]);

            /**
             * Encodes the specified GatheredSlot message. Does not implicitly {@link goim.report.GatheredSlot.verify|verify} messages.
             * @param message GatheredSlot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.GatheredSlot, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GatheredSlot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.GatheredSlot & goim.report.GatheredSlot.$Shape} GatheredSlot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.GatheredSlot;
        }

        namespace GatheredSlot {

            /** Properties of a GatheredSlot. */
            interface $Properties {

                /** Its number: when it began, in seconds since 1970, by the seconds of a slot. */
                slot?: (number|null);

                /** In the order that the gathering logic gives them. */
                values?: (number[]|null);

                /** GatheredSlot dropped */
                dropped?: (goim.report.ReasonValue[]|null);

                /** GatheredSlot refused */
                refused?: (goim.report.ReasonValue[]|null);

                /** GatheredSlot latency */
                latency?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GatheredSlot. */
            type $Shape = goim.report.GatheredSlot.$Properties;
        }

        /**
         * Properties of a ReasonValue.
         * @deprecated Use goim.report.ReasonValue.$Properties instead.
         */
        interface IReasonValue extends goim.report.ReasonValue.$Properties {
        }

        /** Represents a ReasonValue. */
        class ReasonValue {

            /**
             * Constructs a new ReasonValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.ReasonValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReasonValue reason. */
            get reason(): string;
            set reason(value: string);

            /** ReasonValue value. */
            get value(): number;
            set value(value: number);

            /**
             * Encodes the specified ReasonValue message. Does not implicitly {@link goim.report.ReasonValue.verify|verify} messages.
             * @param message ReasonValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.ReasonValue, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReasonValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.ReasonValue & goim.report.ReasonValue.$Shape} ReasonValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.ReasonValue;
        }

        namespace ReasonValue {

            /** Properties of a ReasonValue. */
            interface $Properties {

                /** ReasonValue reason */
                reason?: (string|null);

                /** ReasonValue value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReasonValue. */
            type $Shape = goim.report.ReasonValue.$Properties;
        }

        /**
         * Properties of a GatheredInstance.
         * @deprecated Use goim.report.GatheredInstance.$Properties instead.
         */
        interface IGatheredInstance extends goim.report.GatheredInstance.$Properties {
        }

        /** Represents a GatheredInstance. */
        class GatheredInstance {

            /**
             * Constructs a new GatheredInstance.
             * @param [properties] Properties to set
             */
            constructor(properties?: goim.report.GatheredInstance.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GatheredInstance report. */
            report?: (goim.report.Report|null);

            /** When it came: milliseconds since 1970, by the store's clock. */
            get seen(): number;
            set seen(value: number);

            /** Cores in use at the last report. */
            get cpu(): number;
            set cpu(value: number);

            /** The numbers of the slots that are known, and their values, slot by slot. */
            get slots(): number[];
            set slots(value: number[]);

            /** GatheredInstance values. */
            get values(): number[];
            set values(value: number[]);

            /**
             * Encodes the specified GatheredInstance message. Does not implicitly {@link goim.report.GatheredInstance.verify|verify} messages.
             * @param message GatheredInstance message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: goim.report.GatheredInstance, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GatheredInstance message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {goim.report.GatheredInstance & goim.report.GatheredInstance.$Shape} GatheredInstance
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): goim.report.GatheredInstance;
        }

        namespace GatheredInstance {

            /** Properties of a GatheredInstance. */
            interface $Properties {

                /** GatheredInstance report */
                report?: (goim.report.Report|null);

                /** When it came: milliseconds since 1970, by the store's clock. */
                seen?: (number|null);

                /** Cores in use at the last report. */
                cpu?: (number|null);

                /** The numbers of the slots that are known, and their values, slot by slot. */
                slots?: (number[]|null);

                /** GatheredInstance values */
                values?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GatheredInstance. */
            type $Shape = goim.report.GatheredInstance.$Properties;
        }
    }
}
export import LeaseEpoch = goim.comet.LeaseEpoch;
export import PushKeysMessage = goim.comet.PushMsgReq;
export import PushMsgReply = goim.comet.PushMsgReply;
export import BroadcastMessage = goim.comet.BroadcastReq;
export import CometPace = goim.comet.CometPace;
export import BroadcastReply = goim.comet.BroadcastReply;
export import PushRoomMessage = goim.comet.BroadcastRoomReq;
export import BroadcastRoomReply = goim.comet.BroadcastRoomReply;
export import RoomsRequest = goim.comet.RoomsReq;
export import RoomsReply = goim.comet.RoomsReply;
export import CloseRequest = goim.comet.CloseReq;
export import CloseReply = goim.comet.CloseReply;
export import ChangeRoomsRequest = goim.comet.ChangeRoomsReq;
export import ChangeRoomsReply = goim.comet.ChangeRoomsReply;
export import OfflineRequest = goim.comet.OfflineReq;
export import OfflineReply = goim.comet.OfflineReply;
export import SessionRequest = goim.comet.SessionReq;
export import SessionReply = goim.comet.SessionReply;
export import SessionEvent = goim.comet.SessionEvent;
export import LiveSession = goim.comet.LiveSession;
export import HttpReadRequest = goim.comet.HttpReadReq;
export import HttpReadReply = goim.comet.HttpReadReply;
export import HttpSendRequest = goim.comet.HttpSendReq;
export import HttpSendReply = goim.comet.HttpSendReply;
export import HttpEndRequest = goim.comet.HttpEndReq;
export import HttpEndReply = goim.comet.HttpEndReply;
export import ProtoMessage = goim.protocol.Proto;
export import FormerPlace = goim.protocol.FormerPlace;
export import PushTask = goim.logic.PushMsg;
export import PushGroup = goim.logic.PushGroup;
export import Recipient = goim.logic.Recipient;
export import Slice = goim.logic.Slice;
export import Place = goim.logic.Place;
export import LocateRequest = goim.logic.LocateReq;
export import LocateReply = goim.logic.LocateReply;
export import HistoryBatch = goim.logic.HistoryBatch;
export import HistoryRow = goim.logic.HistoryRow;
export import PositionsRequest = goim.logic.PositionsReq;
export import PositionsReply = goim.logic.PositionsReply;
export import CatchUpRequest = goim.logic.CatchUpReq;
export import CatchUpReply = goim.logic.CatchUpReply;
export import NewsRequest = goim.logic.NewsReq;
export import NewsReply = goim.logic.NewsReply;
export import Gap = goim.logic.Gap;
export import KeptMessage = goim.logic.KeptMessage;
export import HistoryRequest = goim.logic.HistoryReq;
export import HistoryReply = goim.logic.HistoryReply;
export import ReadRequest = goim.logic.ReadReq;
export import ReadReply = goim.logic.ReadReply;
export import Withdrawn = goim.logic.Withdrawn;
export import ConnectRequest = goim.logic.ConnectReq;
export import ConnectReply = goim.logic.ConnectReply;
export import Grant = goim.logic.Grant;
export import AuthorizeRequest = goim.logic.AuthorizeReq;
export import AuthorizeReply = goim.logic.AuthorizeReply;
export import RefreshRequest = goim.logic.RefreshReq;
export import RefreshReply = goim.logic.RefreshReply;
export import DisconnectRequest = goim.logic.DisconnectReq;
export import DisconnectReply = goim.logic.DisconnectReply;
export import HeartbeatRequest = goim.logic.HeartbeatReq;
export import HeartbeatReply = goim.logic.HeartbeatReply;
export import OnlineRequest = goim.logic.OnlineReq;
export import OnlineReply = goim.logic.OnlineReply;
export import ReceiveRequest = goim.logic.ReceiveReq;
export import ReceiveReply = goim.logic.ReceiveReply;
export import NodesRequest = goim.logic.NodesReq;
export import NodesReply = goim.logic.NodesReply;
export import Backoff = goim.logic.Backoff;
export import ClientAccessRequest = goim.logic.ClientAccessReq;
export import ClientAccessReply = goim.logic.ClientAccessReply;
export import RoomReport = goim.logic.RoomReport;
export import ReceiptNews = goim.receipts.ReceiptNews;
export import AcceptedPush = goim.receipts.AcceptedPush;
export import DispatchedTask = goim.receipts.DispatchedTask;
export import CometShare = goim.receipts.CometShare;
export import DeliveredMessage = goim.receipts.DeliveredMessage;
export import Report = goim.report.Report;
export import BusyRoom = goim.report.BusyRoom;
export import WaitingSession = goim.report.WaitingSession;
export import ClosedSession = goim.report.ClosedSession;
export import ReasonCount = goim.report.ReasonCount;
export import HeldLease = goim.report.HeldLease;
export import GatheredRequest = goim.report.GatheredReq;
export import GatheredReply = goim.report.GatheredReply;
export import GatheredSlot = goim.report.GatheredSlot;
export import ReasonValue = goim.report.ReasonValue;
export import GatheredInstance = goim.report.GatheredInstance;

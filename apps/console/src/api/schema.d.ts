// Generated from docs/openapi.json by apps/console/generate-api.mjs.
export interface paths {
    "/v1/push/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["JsonPushController_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/push/mids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["JsonPushController_mids"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/push/room": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["JsonPushController_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/push/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["JsonPushController_all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/push/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["JsonPushController_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pushes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReceiptsController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_room"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RoomsApiController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RoomsApiController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RoomsApiController_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/members/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["RoomsApiController_join"];
        post?: never;
        delete: operations["RoomsApiController_leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RoomsApiController_tail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{key}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SessionApiController_ofMember"];
        put?: never;
        post?: never;
        delete: operations["SessionApiController_closeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SessionApiController_one"];
        put?: never;
        post?: never;
        delete: operations["SessionApiController_close"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ExplainController_explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{mid}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{mid}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_unread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/broadcasts/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_broadcasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HistoryController_one"];
        put?: never;
        post?: never;
        delete: operations["HistoryController_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/online": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OnlineApiController_total"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/online/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OnlineApiController_rooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/online/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OnlineApiController_top"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["NodesApiController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nodes/weighted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["NodesApiController_weighted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nodes/{id}/offline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["NodesApiController_setOffline"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["BansApiController_list"];
        put?: never;
        post: operations["BansApiController_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["BansApiController_lift"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["InstancesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["StatsController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["StatsController_rooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["StatsController_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["QueueController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DeadLettersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DeadLettersController_one"];
        put?: never;
        post?: never;
        delete: operations["DeadLettersController_discard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DeadLettersController_pushAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["LiveController_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/caller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["CallerController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        PushToKeys: {
            operation: number;
            message?: string;
            data?: unknown;
            /**
             * @default utf8
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @default true */
            persist?: boolean;
            ttl?: number;
            /** @default false */
            receipt?: boolean;
            keys: string[];
        };
        PushedToKeys: {
            sessions: number;
            offline: string[];
            ids: string[];
            epoch: string;
        };
        PushToMids: {
            operation: number;
            message?: string;
            data?: unknown;
            /**
             * @default utf8
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @default true */
            persist?: boolean;
            ttl?: number;
            /** @default false */
            receipt?: boolean;
            mids: (number | string)[];
        };
        PushedToMids: {
            sessions: number;
            offline: (number | string)[];
            ids: string[];
            epoch: string;
        };
        PushToRoom: {
            operation: number;
            message?: string;
            data?: unknown;
            /**
             * @default utf8
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @default true */
            persist?: boolean;
            ttl?: number;
            /** @default false */
            receipt?: boolean;
            room: string;
        };
        PushedToRoom: {
            sessions: number;
            id: string;
            epoch: string;
        };
        PushToAll: {
            operation: number;
            message?: string;
            data?: unknown;
            /**
             * @default utf8
             * @enum {string}
             */
            encoding?: "utf8" | "base64";
            /** @default true */
            persist?: boolean;
            ttl?: number;
            /** @default false */
            receipt?: boolean;
            /** @default 0 */
            speed?: number;
        };
        PushedToAll: {
            sessions: number;
            id: string;
            epoch: string;
        };
        PushBatch: {
            pushes: ({
                /** @enum {string} */
                to: "room";
                operation: number;
                message?: string;
                data?: unknown;
                /**
                 * @default utf8
                 * @enum {string}
                 */
                encoding?: "utf8" | "base64";
                /** @default true */
                persist?: boolean;
                ttl?: number;
                /** @default false */
                receipt?: boolean;
                room: string;
            } | {
                /** @enum {string} */
                to: "keys";
                operation: number;
                message?: string;
                data?: unknown;
                /**
                 * @default utf8
                 * @enum {string}
                 */
                encoding?: "utf8" | "base64";
                /** @default true */
                persist?: boolean;
                ttl?: number;
                /** @default false */
                receipt?: boolean;
                keys: string[];
            } | {
                /** @enum {string} */
                to: "mids";
                operation: number;
                message?: string;
                data?: unknown;
                /**
                 * @default utf8
                 * @enum {string}
                 */
                encoding?: "utf8" | "base64";
                /** @default true */
                persist?: boolean;
                ttl?: number;
                /** @default false */
                receipt?: boolean;
                mids: (number | string)[];
            } | {
                /** @enum {string} */
                to: "all";
                operation: number;
                message?: string;
                data?: unknown;
                /**
                 * @default utf8
                 * @enum {string}
                 */
                encoding?: "utf8" | "base64";
                /** @default true */
                persist?: boolean;
                ttl?: number;
                /** @default false */
                receipt?: boolean;
                /** @default 0 */
                speed?: number;
            })[];
        };
        PushedBatch: {
            accepted: number;
            ids: string[][];
            epoch: string;
        };
        Receipt: {
            id: string;
            ids: string[];
            epoch: string;
            time: number;
            to: {
                room: string;
            } | {
                keys: string[];
            } | {
                mids: (number | string)[];
            } | {
                /** @enum {boolean} */
                all: true;
            };
            operation: number;
            /** @enum {string} */
            state: "queued" | "dispatched" | "done";
            targeted: number;
            written: number;
            waiting: number;
            notAccepted: number;
            offline: number;
            dropped: {
                slow: number;
                gone: number;
                expired: number;
            };
            repeated: number;
            comets: {
                id: string;
                /** @enum {string} */
                state: "unheard" | "writing" | "done" | "untold";
                targeted: number;
                written: number;
                waiting: number;
                notAccepted: number;
                dropped: {
                    slow: number;
                    gone: number;
                };
                repeated: number;
            }[];
            problems: string[];
            complete: boolean;
        };
        MessageList: {
            messages: components["schemas"]["Message"][];
            before: string | null;
            after: string | null;
        };
        Message: {
            id: string;
            epoch: string;
            target: string;
            operation: number;
            body: string;
            /** @enum {string} */
            encoding: "utf8" | "base64" | "omitted";
            time: number;
            sender: (number | null) | string;
        };
        RoomList: {
            rooms: components["schemas"]["Room"][];
            next?: string;
        };
        Room: {
            room: string;
            sessions: number;
        };
        SessionList: {
            sessions: components["schemas"]["Session"][];
            next?: string;
        };
        Session: {
            key: string;
            mid: number | string;
            comet: string;
            room: string;
            joined: string[];
            ip: string;
            platform: string;
            region: string;
            /** Format: date-time */
            since: string;
            live?: {
                rooms: string[];
                accepts: number[];
                version: number;
                pendingBytes: number;
                silentFor: number;
                quiet: boolean;
                slow: boolean;
            } | null;
        };
        SessionRooms: {
            key: string;
            room: string;
            joined: string[];
        };
        TailedMessage: {
            id: string | null;
            epoch: string | null;
            time: number;
            operation: number;
            body: string;
            /** @enum {string} */
            encoding: "utf8" | "base64";
        };
        ClosedSessions: {
            closed: number;
        };
        Explanation: {
            key: string;
            message: string;
            /** @enum {string} */
            outcome: "written" | "caught-up" | "not-connected" | "joined-after" | "not-in-room" | "not-addressed" | "operation-not-accepted" | "slow" | "expired" | "comet-cut-off" | "replaced" | "withdrawn" | "unknown";
            explanation: string;
            evidence: {
                what: string;
                where: string;
                time: number | null;
                detail: string;
            }[];
        };
        Unread: {
            count: number;
            more: boolean;
            position: string | null;
        };
        Online: {
            sessions: number;
            ips: number;
            platforms: {
                name: string;
                sessions: number;
            }[];
            regions: {
                name: string;
                sessions: number;
            }[];
            nodes: {
                id: string;
                connections: number;
                ips: number;
            }[];
        };
        OnlineRooms: {
            rooms: components["schemas"]["Room"][];
        };
        NodeList: {
            nodes: components["schemas"]["Node"][];
        };
        Node: {
            id: string;
            region: string;
            zone: string;
            env: string;
            hostname: string;
            addrs: string[];
            weight: number;
            offline: boolean;
            connections: number;
            ips: number;
            version: string;
            /** Format: date-time */
            startedAt: string;
        };
        WeightedNodes: {
            domain: string;
            tcpPort: number;
            wsPort: number;
            wssPort: number;
            nodes: string[];
            heartbeat: number;
            heartbeatMax: number;
            backoff: {
                baseDelay: number;
                maxDelay: number;
                factor: number;
                jitter: number;
            };
        };
        NodeOffline: {
            offline: boolean;
        };
        NewBan: {
            mid?: number | string;
            key?: string;
            address?: string;
            tokenId?: string;
            until?: number;
            /** @default  */
            reason?: string;
        };
        Ban: {
            id: string;
            mid?: number | string;
            key?: string;
            address?: string;
            tokenId?: string;
            until: number | null;
            reason: string;
            since: number;
        };
        BanList: {
            bans: components["schemas"]["Ban"][];
            next?: string;
        };
        InstanceList: {
            instances: components["schemas"]["Instance"][];
        };
        Instance: {
            id: string;
            /** @enum {string} */
            app: "comet" | "logic" | "job";
            version: string;
            host: string;
            pid?: number;
            primary?: number;
            since: number;
            seen: number;
            /** @enum {string} */
            state: "online" | "offline" | "silent";
            ready: boolean;
            problems: string[];
            cpu?: number;
            rss?: number;
            heap?: number;
            eventLoopLag?: number;
            connections?: number;
            maxConnections?: number;
            weight?: number;
            partitions?: number[];
        };
        Stats: {
            step: number;
            from: number;
            to: number;
            series: components["schemas"]["StatsPoint"][];
            nodes: components["schemas"]["InstanceStats"][];
        };
        StatsPoint: {
            time: number;
            connections: number;
            rooms: number;
            sessionsBegun: number;
            sessionsEnded: number;
            pushes: number;
            tasks: number;
            deliveries: number;
            latency: {
                p50: number;
                p90: number;
                p99: number;
            } | null;
            backlog: number;
            oldestTask: number;
            dropped: {
                [key: string]: number;
            };
            refused: {
                [key: string]: number;
            };
        };
        InstanceStats: {
            id: string;
            /** @enum {string} */
            app: "comet" | "logic" | "job";
            connections: (number | null)[];
            pushes: (number | null)[];
            tasks: (number | null)[];
            deliveries: (number | null)[];
            dropped: (number | null)[];
            cpu: (number | null)[];
            rss: (number | null)[];
            eventLoopLag: (number | null)[];
        };
        BusiestRooms: {
            rooms: {
                room: string;
                pushes: number;
                sessions: number;
            }[];
        };
        SlowestSessions: {
            sessions: {
                key: string;
                comet: string;
                pendingBytes: number;
                slow: boolean;
            }[];
            closed: {
                key: string;
                comet: string;
                closedAt: number;
                times: number;
            }[];
        };
        Queue: {
            partitions: components["schemas"]["Partition"][];
            streams: components["schemas"]["Stream"][];
            consumers: components["schemas"]["Consumer"][];
        };
        Partition: {
            partition: number;
            backlog: number;
            inFlight: number;
            redelivered: number;
            oldest: number | null;
            lease: {
                job: string;
                epoch: number;
            } | null;
        };
        Stream: {
            name: string;
            messages: number;
            bytes: number;
            maxBytes: number;
            oldest: number | null;
        };
        Consumer: {
            stream: string;
            name: string;
            pending: number;
            inFlight: number;
            redelivered: number;
            waiting: number;
        };
        DeadLetterList: {
            letters: components["schemas"]["DeadLetter"][];
            next?: string;
        };
        DeadLetter: {
            id: string;
            partition: number;
            time: number;
            reason: string;
            attempts: number;
            message: string | null;
            isPush: boolean;
            targets: string[];
            targetCount: number;
            operation: number | null;
            bytes: number;
            body: string;
            /** @enum {string} */
            encoding: "utf8" | "base64" | "omitted";
        };
        DiscardedDeadLetters: {
            discarded: number;
        };
        PushedAgain: {
            id: string;
            epoch: string;
        };
        LiveEvent: components["schemas"]["CountsEvent"] | components["schemas"]["NodeEvent"] | components["schemas"]["SessionEvent"];
        CountsEvent: {
            time: number;
            sessions: number;
            rooms: number;
            nodes: number;
        };
        NodeEvent: {
            /** @enum {string} */
            change: "joined" | "left" | "turned";
            id: string;
            node?: components["schemas"]["Node"];
        };
        SessionEvent: {
            /** @enum {string} */
            change: "begun" | "ended";
            session: components["schemas"]["Session"];
        };
        Caller: {
            name: string | null;
            scopes: ("push" | "read" | "admin")[];
            open: boolean;
        };
        EnvelopeDto: {
            /** @enum {number} */
            code: 0 | -400 | -500;
            message: string;
        };
        V1AnswerDto: {
            /** @enum {number} */
            ret: 1 | 65534 | 65535;
            message?: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance: string;
            /** @enum {string} */
            code: "invalid-argument" | "unauthenticated" | "unknown-key" | "forbidden" | "banned" | "not-found" | "method-not-allowed" | "conflict" | "idempotency-key-reused" | "too-large" | "unsupported-media-type" | "misdirected" | "rate-limited" | "unavailable" | "queue-full" | "history-off" | "history-unavailable" | "internal";
            errors?: {
                path: string;
                message: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    JsonPushController_keys: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushToKeys"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedToKeys"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JsonPushController_mids: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushToMids"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedToMids"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JsonPushController_room: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushToRoom"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedToRoom"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JsonPushController_all: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushToAll"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedToAll"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JsonPushController_batch: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushBatch"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedBatch"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReceiptsController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_room: {
        parameters: {
            query?: {
                before?: string;
                after?: string;
                limit?: number;
                operation?: number;
                from?: number | string;
                to?: number | string;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_export: {
        parameters: {
            query?: {
                from?: number | string;
                to?: number | string;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["Message"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_list: {
        parameters: {
            query?: {
                type?: string;
                prefix?: string;
                sort?: "sessions" | "name";
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_members: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_join: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionRooms"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_leave: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionRooms"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RoomsApiController_tail: {
        parameters: {
            query?: {
                seconds?: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["TailedMessage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_session: {
        parameters: {
            query?: {
                before?: string;
                after?: string;
                limit?: number;
                operation?: number;
                from?: number | string;
                to?: number | string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionApiController_ofMember: {
        parameters: {
            query?: {
                mid?: number | string;
                ip?: string;
                platform?: string;
                comet?: string;
                room?: string;
                since?: number | string;
                prefix?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionApiController_closeMember: {
        parameters: {
            query: {
                mid: number | string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedSessions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionApiController_one: {
        parameters: {
            query?: {
                live?: string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionApiController_close: {
        parameters: {
            query?: {
                reason?: string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedSessions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExplainController_explain: {
        parameters: {
            query: {
                key: string;
                message: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_member: {
        parameters: {
            query?: {
                before?: string;
                after?: string;
                limit?: number;
                operation?: number;
                from?: number | string;
                to?: number | string;
            };
            header?: never;
            path: {
                mid: number | string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_unread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mid: number | string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unread"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_broadcasts: {
        parameters: {
            query?: {
                before?: string;
                after?: string;
                limit?: number;
                operation?: number;
                from?: number | string;
                to?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    HistoryController_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OnlineApiController_total: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Online"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OnlineApiController_rooms: {
        parameters: {
            query: {
                rooms: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnlineRooms"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OnlineApiController_top: {
        parameters: {
            query?: {
                type?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnlineRooms"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NodesApiController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NodesApiController_weighted: {
        parameters: {
            query?: {
                platform?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WeightedNodes"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    NodesApiController_setOffline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeOffline"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeOffline"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BansApiController_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BanList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BansApiController_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBan"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ban"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BansApiController_lift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    InstancesController_list: {
        parameters: {
            query?: {
                app?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    StatsController_read: {
        parameters: {
            query?: {
                from?: number | string;
                step?: number;
                nodes?: "true" | "false";
                app?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    StatsController_rooms: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusiestRooms"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    StatsController_sessions: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlowestSessions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    QueueController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLettersController_list: {
        parameters: {
            query?: {
                partition?: number;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLettersController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLettersController_discard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscardedDeadLetters"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeadLettersController_pushAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedAgain"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    LiveController_follow: {
        parameters: {
            query?: {
                events?: string;
                seconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CallerController_one: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

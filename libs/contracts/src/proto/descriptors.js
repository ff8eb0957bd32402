/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
// Written by `npm run generate:messages` from ../../proto/*.proto. What gRPC's reflection tells of the services.
const $protobuf = { roots: {}, Root: class { addJSON(nested) { return { nested }; } } };
var $root = ($protobuf.roots["default"] || ($protobuf.roots["default"] = new $protobuf.Root()))
.addJSON({
  "goim": {
    "nested": {
      "comet": {
        "nested": {
          "LeaseEpoch": {
            "fields": {
              "partition": {
                "type": "int32",
                "id": 1
              },
              "store": {
                "type": "fixed32",
                "id": 2
              },
              "revision": {
                "type": "double",
                "id": 3
              }
            }
          },
          "PushMsgReq": {
            "fields": {
              "keys": {
                "rule": "repeated",
                "type": "string",
                "id": 1
              },
              "proto": {
                "type": "goim.protocol.Proto",
                "id": 2
              },
              "protoOp": {
                "type": "int32",
                "id": 3
              },
              "unfiltered": {
                "type": "bool",
                "id": 101
              },
              "epoch": {
                "type": "int64",
                "id": 102
              },
              "id": {
                "type": "int64",
                "id": 103
              },
              "mids": {
                "rule": "repeated",
                "type": "int64",
                "id": 104
              },
              "prevs": {
                "rule": "repeated",
                "type": "int64",
                "id": 105
              },
              "transient": {
                "type": "bool",
                "id": 106
              },
              "lease": {
                "type": "LeaseEpoch",
                "id": 107
              },
              "receipt": {
                "type": "bool",
                "id": 108
              },
              "former": {
                "type": "goim.protocol.FormerPlace",
                "id": 109
              }
            }
          },
          "PushMsgReply": {
            "fields": {}
          },
          "BroadcastReq": {
            "fields": {
              "protoOp": {
                "type": "int32",
                "id": 1
              },
              "proto": {
                "type": "goim.protocol.Proto",
                "id": 2
              },
              "speed": {
                "type": "int32",
                "id": 3
              },
              "unfiltered": {
                "type": "bool",
                "id": 101
              },
              "paces": {
                "rule": "repeated",
                "type": "CometPace",
                "id": 102
              },
              "epoch": {
                "type": "int64",
                "id": 103
              },
              "id": {
                "type": "int64",
                "id": 104
              },
              "prev": {
                "type": "int64",
                "id": 105
              },
              "transient": {
                "type": "bool",
                "id": 106
              },
              "lease": {
                "type": "LeaseEpoch",
                "id": 107
              },
              "receipt": {
                "type": "bool",
                "id": 108
              },
              "former": {
                "type": "goim.protocol.FormerPlace",
                "id": 109
              }
            }
          },
          "CometPace": {
            "fields": {
              "comet": {
                "type": "string",
                "id": 1
              },
              "perSecond": {
                "type": "double",
                "id": 2
              }
            }
          },
          "BroadcastReply": {
            "fields": {}
          },
          "BroadcastRoomReq": {
            "fields": {
              "roomID": {
                "type": "string",
                "id": 1
              },
              "proto": {
                "type": "goim.protocol.Proto",
                "id": 2
              },
              "epoch": {
                "type": "int64",
                "id": 101
              },
              "ids": {
                "rule": "repeated",
                "type": "int64",
                "id": 102
              },
              "prev": {
                "type": "int64",
                "id": 103
              },
              "transient": {
                "rule": "repeated",
                "type": "int32",
                "id": 104
              },
              "lease": {
                "type": "LeaseEpoch",
                "id": 105
              },
              "receipt": {
                "type": "bool",
                "id": 106
              },
              "former": {
                "type": "goim.protocol.FormerPlace",
                "id": 107
              }
            }
          },
          "BroadcastRoomReply": {
            "fields": {}
          },
          "RoomsReq": {
            "fields": {}
          },
          "RoomsReply": {
            "fields": {
              "rooms": {
                "keyType": "string",
                "type": "bool",
                "id": 1
              }
            }
          },
          "CloseReq": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "connection": {
                "type": "int64",
                "id": 2
              },
              "reason": {
                "type": "string",
                "id": 3
              },
              "message": {
                "type": "string",
                "id": 4
              }
            }
          },
          "CloseReply": {
            "fields": {
              "has": {
                "type": "bool",
                "id": 1
              }
            }
          },
          "ChangeRoomsReq": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "join": {
                "rule": "repeated",
                "type": "string",
                "id": 2
              },
              "leave": {
                "rule": "repeated",
                "type": "string",
                "id": 3
              }
            }
          },
          "ChangeRoomsReply": {
            "fields": {
              "has": {
                "type": "bool",
                "id": 1
              },
              "roomID": {
                "type": "string",
                "id": 2
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 3
              }
            }
          },
          "OfflineReq": {
            "fields": {
              "offline": {
                "type": "bool",
                "id": 1
              }
            }
          },
          "OfflineReply": {
            "fields": {}
          },
          "SessionReq": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "target": {
                "type": "string",
                "id": 2
              },
              "epoch": {
                "type": "int64",
                "id": 3
              }
            }
          },
          "SessionReply": {
            "fields": {
              "since": {
                "type": "int64",
                "id": 1
              },
              "events": {
                "rule": "repeated",
                "type": "SessionEvent",
                "id": 2
              },
              "live": {
                "type": "LiveSession",
                "id": 3
              },
              "reached": {
                "type": "int64",
                "id": 4
              }
            }
          },
          "SessionEvent": {
            "fields": {
              "time": {
                "type": "int64",
                "id": 1
              },
              "what": {
                "type": "string",
                "id": 2
              },
              "key": {
                "type": "string",
                "id": 3
              },
              "where": {
                "type": "string",
                "id": 4
              },
              "reason": {
                "type": "string",
                "id": 5
              },
              "accepts": {
                "rule": "repeated",
                "type": "int32",
                "id": 6
              },
              "mid": {
                "type": "int64",
                "id": 7
              },
              "epoch": {
                "type": "int64",
                "id": 8
              },
              "from": {
                "type": "int64",
                "id": 9
              },
              "to": {
                "type": "int64",
                "id": 10
              }
            }
          },
          "LiveSession": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "roomID": {
                "type": "string",
                "id": 2
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 3
              },
              "accepts": {
                "rule": "repeated",
                "type": "int32",
                "id": 4
              },
              "version": {
                "type": "int32",
                "id": 5
              },
              "pendingBytes": {
                "type": "int64",
                "id": 6
              },
              "silentFor": {
                "type": "int64",
                "id": 7
              },
              "quiet": {
                "type": "bool",
                "id": 8
              },
              "slow": {
                "type": "bool",
                "id": 9
              }
            }
          },
          "HttpReadReq": {
            "fields": {
              "connection": {
                "type": "string",
                "id": 1
              },
              "after": {
                "type": "int64",
                "id": 2
              },
              "wait": {
                "type": "int32",
                "id": 3
              },
              "replay": {
                "type": "bool",
                "id": 4
              },
              "reader": {
                "type": "int64",
                "id": 5
              }
            }
          },
          "HttpReadReply": {
            "fields": {
              "cursor": {
                "type": "int64",
                "id": 1
              },
              "packets": {
                "type": "bytes",
                "id": 2
              },
              "superseded": {
                "type": "bool",
                "id": 3
              },
              "reason": {
                "type": "string",
                "id": 4
              },
              "message": {
                "type": "string",
                "id": 5
              },
              "reader": {
                "type": "int64",
                "id": 6
              }
            }
          },
          "HttpSendReq": {
            "fields": {
              "connection": {
                "type": "string",
                "id": 1
              },
              "packets": {
                "type": "bytes",
                "id": 2
              }
            }
          },
          "HttpSendReply": {
            "fields": {
              "reason": {
                "type": "string",
                "id": 1
              },
              "message": {
                "type": "string",
                "id": 2
              }
            }
          },
          "HttpEndReq": {
            "fields": {
              "connection": {
                "type": "string",
                "id": 1
              }
            }
          },
          "HttpEndReply": {
            "fields": {}
          },
          "Comet": {
            "methods": {
              "PushMsg": {
                "requestType": "PushMsgReq",
                "responseType": "PushMsgReply"
              },
              "Broadcast": {
                "requestType": "BroadcastReq",
                "responseType": "BroadcastReply"
              },
              "BroadcastRoom": {
                "requestType": "BroadcastRoomReq",
                "responseType": "BroadcastRoomReply"
              },
              "Rooms": {
                "requestType": "RoomsReq",
                "responseType": "RoomsReply"
              }
            }
          }
        }
      },
      "protocol": {
        "nested": {
          "Proto": {
            "fields": {
              "ver": {
                "type": "int32",
                "id": 1
              },
              "op": {
                "type": "int32",
                "id": 2
              },
              "seq": {
                "type": "int32",
                "id": 3
              },
              "body": {
                "type": "bytes",
                "id": 4
              }
            }
          },
          "FormerPlace": {
            "fields": {
              "epoch": {
                "type": "int64",
                "id": 1
              },
              "id": {
                "type": "int64",
                "id": 2
              }
            }
          }
        }
      },
      "logic": {
        "nested": {
          "PushMsg": {
            "fields": {
              "type": {
                "type": "Type",
                "id": 1
              },
              "operation": {
                "type": "int32",
                "id": 2
              },
              "speed": {
                "type": "int32",
                "id": 3
              },
              "server": {
                "type": "string",
                "id": 4
              },
              "room": {
                "type": "string",
                "id": 5
              },
              "keys": {
                "rule": "repeated",
                "type": "string",
                "id": 6
              },
              "msg": {
                "type": "bytes",
                "id": 7
              },
              "unfiltered": {
                "type": "bool",
                "id": 101
              },
              "recipients": {
                "rule": "repeated",
                "type": "Recipient",
                "id": 102
              },
              "transient": {
                "type": "bool",
                "id": 103
              },
              "expires": {
                "type": "int64",
                "id": 104
              },
              "sender": {
                "type": "int64",
                "id": 105
              },
              "idempotencyKey": {
                "type": "string",
                "id": 106
              },
              "receipt": {
                "type": "bool",
                "id": 108
              },
              "former": {
                "type": "goim.protocol.FormerPlace",
                "id": 109
              }
            },
            "nested": {
              "Type": {
                "values": {
                  "PUSH": 0,
                  "ROOM": 1,
                  "BROADCAST": 2
                }
              }
            }
          },
          "PushGroup": {
            "fields": {
              "type": {
                "type": "int32",
                "id": 1
              },
              "tasks": {
                "rule": "repeated",
                "type": "bytes",
                "id": 107
              }
            }
          },
          "Recipient": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "mid": {
                "type": "int64",
                "id": 2
              },
              "places": {
                "rule": "repeated",
                "type": "Place",
                "id": 3
              },
              "slice": {
                "type": "Slice",
                "id": 4
              }
            }
          },
          "Slice": {
            "fields": {
              "index": {
                "type": "uint32",
                "id": 1
              },
              "count": {
                "type": "uint32",
                "id": 2
              }
            }
          },
          "Place": {
            "fields": {
              "server": {
                "type": "string",
                "id": 1
              },
              "keys": {
                "rule": "repeated",
                "type": "string",
                "id": 2
              }
            }
          },
          "LocateReq": {
            "fields": {
              "recipients": {
                "rule": "repeated",
                "type": "Recipient",
                "id": 1
              }
            }
          },
          "LocateReply": {
            "fields": {
              "recipients": {
                "rule": "repeated",
                "type": "Recipient",
                "id": 1
              }
            }
          },
          "HistoryBatch": {
            "fields": {
              "epoch": {
                "type": "int64",
                "id": 1
              },
              "partition": {
                "type": "int32",
                "id": 2
              },
              "upTo": {
                "type": "int64",
                "id": 3
              },
              "rows": {
                "rule": "repeated",
                "type": "HistoryRow",
                "id": 4
              },
              "after": {
                "type": "int64",
                "id": 5
              },
              "unkept": {
                "type": "bool",
                "id": 6
              }
            }
          },
          "HistoryRow": {
            "fields": {
              "id": {
                "type": "int64",
                "id": 1
              },
              "targets": {
                "rule": "repeated",
                "type": "string",
                "id": 2
              },
              "operation": {
                "type": "int32",
                "id": 3
              },
              "body": {
                "type": "bytes",
                "id": 4
              },
              "time": {
                "type": "int64",
                "id": 5
              },
              "sender": {
                "type": "int64",
                "id": 6
              },
              "expires": {
                "type": "int64",
                "id": 7
              },
              "idempotencyKey": {
                "type": "string",
                "id": 8
              },
              "former": {
                "type": "goim.protocol.FormerPlace",
                "id": 9
              }
            }
          },
          "PositionsReq": {
            "fields": {
              "targets": {
                "rule": "repeated",
                "type": "string",
                "id": 1
              }
            }
          },
          "PositionsReply": {
            "fields": {
              "epoch": {
                "type": "int64",
                "id": 1
              },
              "ids": {
                "rule": "repeated",
                "type": "int64",
                "id": 2
              }
            }
          },
          "CatchUpReq": {
            "fields": {
              "target": {
                "type": "string",
                "id": 1
              },
              "epoch": {
                "type": "int64",
                "id": 2
              },
              "after": {
                "type": "int64",
                "id": 3
              },
              "upTo": {
                "type": "int64",
                "id": 4
              },
              "limit": {
                "type": "int32",
                "id": 5
              }
            }
          },
          "CatchUpReply": {
            "fields": {
              "verdict": {
                "type": "string",
                "id": 1
              },
              "epoch": {
                "type": "int64",
                "id": 2
              },
              "upTo": {
                "type": "int64",
                "id": 3
              },
              "gaps": {
                "rule": "repeated",
                "type": "Gap",
                "id": 4
              },
              "messages": {
                "rule": "repeated",
                "type": "KeptMessage",
                "id": 5
              },
              "last": {
                "type": "int64",
                "id": 6
              },
              "reusableFor": {
                "type": "int64",
                "id": 7
              }
            }
          },
          "NewsReq": {
            "fields": {
              "epoch": {
                "type": "int64",
                "id": 1
              },
              "targets": {
                "rule": "repeated",
                "type": "string",
                "id": 2
              },
              "after": {
                "rule": "repeated",
                "type": "int64",
                "id": 3
              }
            }
          },
          "NewsReply": {
            "fields": {
              "epoch": {
                "type": "int64",
                "id": 1
              },
              "verdicts": {
                "rule": "repeated",
                "type": "string",
                "id": 2
              },
              "upTo": {
                "rule": "repeated",
                "type": "int64",
                "id": 3
              },
              "beyond": {
                "rule": "repeated",
                "type": "bool",
                "id": 4
              }
            }
          },
          "Gap": {
            "fields": {
              "from": {
                "type": "int64",
                "id": 1
              },
              "to": {
                "type": "int64",
                "id": 2
              }
            }
          },
          "KeptMessage": {
            "fields": {
              "id": {
                "type": "int64",
                "id": 1
              },
              "prev": {
                "type": "int64",
                "id": 2
              },
              "operation": {
                "type": "int32",
                "id": 3
              },
              "body": {
                "type": "bytes",
                "id": 4
              }
            }
          },
          "HistoryReq": {
            "fields": {
              "target": {
                "type": "string",
                "id": 1
              },
              "before": {
                "type": "string",
                "id": 2
              },
              "after": {
                "type": "string",
                "id": 3
              },
              "limit": {
                "type": "int32",
                "id": 4
              },
              "maxBytes": {
                "type": "int32",
                "id": 5
              }
            }
          },
          "HistoryReply": {
            "fields": {
              "error": {
                "type": "string",
                "id": 1
              },
              "reason": {
                "type": "string",
                "id": 2
              },
              "page": {
                "type": "bytes",
                "id": 3
              }
            }
          },
          "ReadReq": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "epoch": {
                "type": "int64",
                "id": 2
              },
              "id": {
                "type": "int64",
                "id": 3
              }
            }
          },
          "ReadReply": {
            "fields": {}
          },
          "Withdrawn": {
            "fields": {
              "target": {
                "type": "string",
                "id": 1
              },
              "epoch": {
                "type": "int64",
                "id": 2
              },
              "id": {
                "type": "int64",
                "id": 3
              }
            }
          },
          "ConnectReq": {
            "fields": {
              "server": {
                "type": "string",
                "id": 1
              },
              "cookie": {
                "type": "string",
                "id": 2
              },
              "token": {
                "type": "bytes",
                "id": 3
              },
              "ip": {
                "type": "string",
                "id": 101
              },
              "connection": {
                "type": "int64",
                "id": 102
              },
              "version": {
                "type": "int32",
                "id": 103
              },
              "origin": {
                "type": "string",
                "id": 104
              }
            }
          },
          "ConnectReply": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "key": {
                "type": "string",
                "id": 2
              },
              "roomID": {
                "type": "string",
                "id": 3
              },
              "accepts": {
                "rule": "repeated",
                "type": "int32",
                "id": 4
              },
              "heartbeat": {
                "type": "int64",
                "id": 5
              },
              "platform": {
                "type": "string",
                "id": 101
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 102
              },
              "revision": {
                "type": "int64",
                "id": 103
              },
              "expiresIn": {
                "type": "int64",
                "id": 104
              },
              "grant": {
                "type": "Grant",
                "id": 105
              },
              "tokenId": {
                "type": "string",
                "id": 106
              },
              "isProven": {
                "type": "bool",
                "id": 107
              },
              "life": {
                "type": "int64",
                "id": 108
              }
            }
          },
          "Grant": {
            "fields": {
              "mayJoin": {
                "rule": "repeated",
                "type": "string",
                "id": 1
              },
              "joinsAny": {
                "type": "bool",
                "id": 2
              },
              "readsAny": {
                "type": "bool",
                "id": 3
              }
            }
          },
          "AuthorizeReq": {
            "fields": {
              "action": {
                "type": "string",
                "id": 1
              },
              "object": {
                "type": "string",
                "id": 2
              },
              "mid": {
                "type": "int64",
                "id": 3
              },
              "key": {
                "type": "string",
                "id": 4
              },
              "roomID": {
                "type": "string",
                "id": 5
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 6
              },
              "ip": {
                "type": "string",
                "id": 7
              },
              "platform": {
                "type": "string",
                "id": 8
              },
              "mayJoin": {
                "rule": "repeated",
                "type": "string",
                "id": 9
              }
            }
          },
          "AuthorizeReply": {
            "fields": {
              "error": {
                "type": "string",
                "id": 1
              },
              "reason": {
                "type": "string",
                "id": 2
              },
              "keep": {
                "type": "int32",
                "id": 3
              }
            }
          },
          "RefreshReq": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "cookie": {
                "type": "string",
                "id": 2
              },
              "token": {
                "type": "bytes",
                "id": 3
              },
              "ip": {
                "type": "string",
                "id": 4
              },
              "origin": {
                "type": "string",
                "id": 5
              }
            }
          },
          "RefreshReply": {
            "fields": {
              "expiresIn": {
                "type": "int64",
                "id": 1
              },
              "grant": {
                "type": "Grant",
                "id": 2
              },
              "tokenId": {
                "type": "string",
                "id": 3
              }
            }
          },
          "DisconnectReq": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "key": {
                "type": "string",
                "id": 2
              },
              "server": {
                "type": "string",
                "id": 3
              },
              "connection": {
                "type": "int64",
                "id": 101
              }
            }
          },
          "DisconnectReply": {
            "fields": {
              "has": {
                "type": "bool",
                "id": 1
              }
            }
          },
          "HeartbeatReq": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "key": {
                "type": "string",
                "id": 2
              },
              "server": {
                "type": "string",
                "id": 3
              },
              "roomID": {
                "type": "string",
                "id": 101
              },
              "ip": {
                "type": "string",
                "id": 102
              },
              "connection": {
                "type": "int64",
                "id": 103
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 104
              },
              "platform": {
                "type": "string",
                "id": 105
              }
            }
          },
          "HeartbeatReply": {
            "fields": {
              "replaced": {
                "type": "bool",
                "id": 101
              }
            }
          },
          "OnlineReq": {
            "fields": {
              "server": {
                "type": "string",
                "id": 1
              },
              "roomCount": {
                "keyType": "string",
                "type": "int32",
                "id": 2
              }
            }
          },
          "OnlineReply": {
            "fields": {
              "allRoomCount": {
                "keyType": "string",
                "type": "int32",
                "id": 1
              }
            }
          },
          "ReceiveReq": {
            "fields": {
              "mid": {
                "type": "int64",
                "id": 1
              },
              "proto": {
                "type": "goim.protocol.Proto",
                "id": 2
              },
              "key": {
                "type": "string",
                "id": 101
              },
              "server": {
                "type": "string",
                "id": 102
              },
              "roomID": {
                "type": "string",
                "id": 103
              },
              "ip": {
                "type": "string",
                "id": 104
              },
              "joined": {
                "rule": "repeated",
                "type": "string",
                "id": 105
              },
              "platform": {
                "type": "string",
                "id": 106
              },
              "time": {
                "type": "int64",
                "id": 107
              }
            }
          },
          "ReceiveReply": {
            "fields": {
              "error": {
                "type": "string",
                "id": 101
              },
              "reason": {
                "type": "string",
                "id": 102
              },
              "body": {
                "type": "bytes",
                "id": 103
              }
            }
          },
          "NodesReq": {
            "fields": {
              "platform": {
                "type": "string",
                "id": 1
              },
              "clientIP": {
                "type": "string",
                "id": 2
              }
            }
          },
          "NodesReply": {
            "fields": {
              "domain": {
                "type": "string",
                "id": 1
              },
              "tcp_port": {
                "type": "int32",
                "id": 2
              },
              "ws_port": {
                "type": "int32",
                "id": 3
              },
              "wss_port": {
                "type": "int32",
                "id": 4
              },
              "heartbeat": {
                "type": "int32",
                "id": 5
              },
              "nodes": {
                "rule": "repeated",
                "type": "string",
                "id": 6
              },
              "backoff": {
                "type": "Backoff",
                "id": 7
              },
              "heartbeat_max": {
                "type": "int32",
                "id": 8
              }
            }
          },
          "Backoff": {
            "fields": {
              "max_delay": {
                "type": "int32",
                "id": 1
              },
              "base_delay": {
                "type": "int32",
                "id": 2
              },
              "factor": {
                "type": "float",
                "id": 3
              },
              "jitter": {
                "type": "float",
                "id": 4
              }
            }
          },
          "ClientAccessReq": {
            "fields": {}
          },
          "ClientAccessReply": {
            "fields": {
              "localOnly": {
                "type": "bool",
                "id": 1
              }
            }
          },
          "RoomReport": {
            "fields": {
              "server": {
                "type": "string",
                "id": 1
              },
              "round": {
                "type": "int64",
                "id": 2
              },
              "part": {
                "type": "int32",
                "id": 3
              },
              "parts": {
                "type": "int32",
                "id": 4
              },
              "roomCount": {
                "keyType": "string",
                "type": "int32",
                "id": 5
              }
            }
          },
          "Logic": {
            "methods": {
              "Connect": {
                "requestType": "ConnectReq",
                "responseType": "ConnectReply"
              },
              "Disconnect": {
                "requestType": "DisconnectReq",
                "responseType": "DisconnectReply"
              },
              "Heartbeat": {
                "requestType": "HeartbeatReq",
                "responseType": "HeartbeatReply"
              },
              "RenewOnline": {
                "requestType": "OnlineReq",
                "responseType": "OnlineReply"
              },
              "Receive": {
                "requestType": "ReceiveReq",
                "responseType": "ReceiveReply"
              },
              "Nodes": {
                "requestType": "NodesReq",
                "responseType": "NodesReply"
              }
            }
          }
        }
      },
      "receipts": {
        "nested": {
          "ReceiptNews": {
            "fields": {
              "accepted": {
                "rule": "repeated",
                "type": "AcceptedPush",
                "id": 1
              },
              "dispatched": {
                "rule": "repeated",
                "type": "DispatchedTask",
                "id": 2
              },
              "delivered": {
                "rule": "repeated",
                "type": "DeliveredMessage",
                "id": 3
              }
            }
          },
          "AcceptedPush": {
            "fields": {
              "messages": {
                "rule": "repeated",
                "type": "string",
                "id": 1
              },
              "time": {
                "type": "int64",
                "id": 2
              },
              "operation": {
                "type": "int32",
                "id": 3
              },
              "targets": {
                "rule": "repeated",
                "type": "string",
                "id": 4
              },
              "sessions": {
                "type": "int32",
                "id": 5
              },
              "offline": {
                "type": "int32",
                "id": 6
              },
              "comets": {
                "rule": "repeated",
                "type": "string",
                "id": 7
              },
              "unfiltered": {
                "type": "bool",
                "id": 8
              },
              "expires": {
                "type": "int64",
                "id": 9
              }
            }
          },
          "DispatchedTask": {
            "fields": {
              "message": {
                "type": "string",
                "id": 1
              },
              "time": {
                "type": "int64",
                "id": 2
              },
              "outcome": {
                "type": "string",
                "id": 3
              },
              "reason": {
                "type": "string",
                "id": 4
              },
              "shares": {
                "rule": "repeated",
                "type": "CometShare",
                "id": 5
              }
            }
          },
          "CometShare": {
            "fields": {
              "comet": {
                "type": "string",
                "id": 1
              },
              "sessions": {
                "type": "int32",
                "id": 2
              }
            }
          },
          "DeliveredMessage": {
            "fields": {
              "message": {
                "type": "string",
                "id": 1
              },
              "comet": {
                "type": "string",
                "id": 2
              },
              "time": {
                "type": "int64",
                "id": 3
              },
              "targeted": {
                "type": "int32",
                "id": 4
              },
              "written": {
                "type": "int32",
                "id": 5
              },
              "waiting": {
                "type": "int32",
                "id": 6
              },
              "notAccepted": {
                "type": "int32",
                "id": 7
              },
              "slow": {
                "type": "int32",
                "id": 8
              },
              "gone": {
                "type": "int32",
                "id": 9
              },
              "repeated": {
                "type": "int32",
                "id": 10
              },
              "done": {
                "type": "bool",
                "id": 11
              }
            }
          }
        }
      },
      "report": {
        "nested": {
          "Report": {
            "fields": {
              "app": {
                "type": "string",
                "id": 1
              },
              "id": {
                "type": "string",
                "id": 2
              },
              "version": {
                "type": "string",
                "id": 3
              },
              "host": {
                "type": "string",
                "id": 4
              },
              "pid": {
                "type": "int32",
                "id": 5
              },
              "primary": {
                "type": "int32",
                "id": 6
              },
              "startedAt": {
                "type": "int64",
                "id": 7
              },
              "ready": {
                "type": "bool",
                "id": 8
              },
              "problems": {
                "rule": "repeated",
                "type": "string",
                "id": 9
              },
              "ending": {
                "type": "bool",
                "id": 10
              },
              "cpu": {
                "type": "double",
                "id": 11
              },
              "rss": {
                "type": "int64",
                "id": 12
              },
              "heap": {
                "type": "int64",
                "id": 13
              },
              "eventLoopLag": {
                "type": "double",
                "id": 14
              },
              "maxConnections": {
                "type": "int64",
                "id": 16
              },
              "connections": {
                "type": "int64",
                "id": 20
              },
              "sessionsBegun": {
                "type": "int64",
                "id": 21
              },
              "pushes": {
                "type": "int64",
                "id": 22
              },
              "tasks": {
                "type": "int64",
                "id": 23
              },
              "deliveries": {
                "type": "int64",
                "id": 24
              },
              "dropped": {
                "rule": "repeated",
                "type": "ReasonCount",
                "id": 25
              },
              "refused": {
                "rule": "repeated",
                "type": "ReasonCount",
                "id": 26
              },
              "latency": {
                "rule": "repeated",
                "type": "int64",
                "id": 27
              },
              "leases": {
                "rule": "repeated",
                "type": "HeldLease",
                "id": 28
              },
              "busiest": {
                "rule": "repeated",
                "type": "BusyRoom",
                "id": 29
              },
              "slowest": {
                "rule": "repeated",
                "type": "WaitingSession",
                "id": 30
              },
              "closedAsSlow": {
                "rule": "repeated",
                "type": "ClosedSession",
                "id": 31
              }
            },
            "reserved": [
              [
                15,
                15
              ]
            ]
          },
          "BusyRoom": {
            "fields": {
              "room": {
                "type": "string",
                "id": 1
              },
              "pushes": {
                "type": "double",
                "id": 2
              }
            }
          },
          "WaitingSession": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "pendingBytes": {
                "type": "int64",
                "id": 2
              },
              "slow": {
                "type": "bool",
                "id": 3
              }
            }
          },
          "ClosedSession": {
            "fields": {
              "key": {
                "type": "string",
                "id": 1
              },
              "closedAt": {
                "type": "int64",
                "id": 2
              },
              "times": {
                "type": "int32",
                "id": 3
              }
            }
          },
          "ReasonCount": {
            "fields": {
              "reason": {
                "type": "string",
                "id": 1
              },
              "count": {
                "type": "int64",
                "id": 2
              }
            }
          },
          "HeldLease": {
            "fields": {
              "partition": {
                "type": "int32",
                "id": 1
              },
              "epoch": {
                "type": "int64",
                "id": 2
              }
            }
          },
          "GatheredReq": {
            "fields": {
              "after": {
                "type": "string",
                "id": 1
              }
            }
          },
          "GatheredReply": {
            "fields": {
              "slots": {
                "rule": "repeated",
                "type": "GatheredSlot",
                "id": 1
              },
              "instances": {
                "rule": "repeated",
                "type": "GatheredInstance",
                "id": 2
              },
              "more": {
                "type": "bool",
                "id": 3
              }
            }
          },
          "GatheredSlot": {
            "fields": {
              "slot": {
                "type": "int64",
                "id": 1
              },
              "values": {
                "rule": "repeated",
                "type": "double",
                "id": 2
              },
              "dropped": {
                "rule": "repeated",
                "type": "ReasonValue",
                "id": 3
              },
              "refused": {
                "rule": "repeated",
                "type": "ReasonValue",
                "id": 4
              },
              "latency": {
                "rule": "repeated",
                "type": "double",
                "id": 5
              }
            }
          },
          "ReasonValue": {
            "fields": {
              "reason": {
                "type": "string",
                "id": 1
              },
              "value": {
                "type": "double",
                "id": 2
              }
            }
          },
          "GatheredInstance": {
            "fields": {
              "report": {
                "type": "Report",
                "id": 1
              },
              "seen": {
                "type": "int64",
                "id": 2
              },
              "cpu": {
                "type": "double",
                "id": 3
              },
              "slots": {
                "rule": "repeated",
                "type": "int64",
                "id": 4
              },
              "values": {
                "rule": "repeated",
                "type": "double",
                "id": 5
              }
            }
          }
        }
      }
    }
  }
});

export { $root as protoDescriptors };

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
      }
    }
  }
});

export { $root as protoDescriptors };

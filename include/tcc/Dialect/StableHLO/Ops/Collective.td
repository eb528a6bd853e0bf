// StableHLO ops by which devices exchange values: written in generic form, but for those that ask which device it is.
#ifndef TCC_DIALECT_STABLEHLO_OPS_COLLECTIVE
#define TCC_DIALECT_STABLEHLO_OPS_COLLECTIVE

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

class StableHLO_Collective<string mnemonic, dag attributes = (ins), bit isGrouped = 1> : StableHLO_Op<mnemonic> {
  let arguments = !con((ins Variadic<StableHLO_Tensor>:$operands), attributes,
                       !if(isGrouped, (ins AnyAttr:$replica_groups), (ins AnyAttr:$source_target_pairs)),
                       (ins OptionalAttr<StableHLO_ChannelHandleAttr>:$channel_handle,
                            UnitAttr:$use_global_device_ids));
  let results = (outs Variadic<StableHLO_Tensor>:$results);
}

def AllGatherOp : StableHLO_Collective<"all_gather", (ins I64Attr:$all_gather_dim)>;
def AllToAllOp : StableHLO_Collective<"all_to_all", (ins I64Attr:$split_dimension, I64Attr:$concat_dimension,
                                                         I64Attr:$split_count)>;
def CollectiveBroadcastOp : StableHLO_Collective<"collective_broadcast">;
def CollectivePermuteOp : StableHLO_Collective<"collective_permute", (ins), 0>;
def CrossReplicaSumOp : StableHLO_Collective<"cross-replica-sum">;
def AllReduceOp : StableHLO_Collective<"all_reduce"> { let regions = (region AnyRegion:$computation); }
def ReduceScatterOp : StableHLO_Collective<"reduce_scatter", (ins I64Attr:$scatter_dimension)> {
  let regions = (region AnyRegion:$computation);
}

class StableHLO_DeviceNumber<string mnemonic> : StableHLO_Op<mnemonic> {
  let results = (outs StableHLO_Int:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}
def PartitionIdOp : StableHLO_DeviceNumber<"partition_id">;
def ReplicaIdOp : StableHLO_DeviceNumber<"replica_id">;

#endif

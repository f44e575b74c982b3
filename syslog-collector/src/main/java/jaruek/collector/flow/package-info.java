/**
 * NetFlow v5, NetFlow v9 (RFC 3954) and IPFIX (RFC 7011): datagrams in, traffic rows out.
 *
 * <p>Start at {@link FlowDecoder}. A datagram's sets are walked by {@code SetReader}; a template is
 * read by {@code TemplateParser} and compiled to a {@code TrafficPlan}, which {@code TrafficMapper}
 * runs over each record; {@code TrafficMapping} says which element fills which column. What later
 * datagrams depend on hangs below {@code ExporterTable} and is saved by {@code FlowState}. {@link
 * FlowDatagrams} is the other direction: what the demo and benchmarks send.
 */
@NullMarked
package jaruek.collector.flow;

import org.jspecify.annotations.NullMarked;

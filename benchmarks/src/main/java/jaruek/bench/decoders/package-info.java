/**
 * Our flow decoder beside tshark, nfdump and nfacctd, on the same datagrams: {@link
 * jaruek.bench.decoders.Decoders} runs it all for {@code benchmarks/decoders.sh}. {@code Traffic}
 * makes packets, {@code Exporters} lets real exporters make datagrams of them, {@code Ours} and
 * {@code References} turn these into rows of the same {@code Field}s, {@code Difference} pairs rows
 * and {@code Rule} explains what differs.
 */
@NullMarked
package jaruek.bench.decoders;

import org.jspecify.annotations.NullMarked;

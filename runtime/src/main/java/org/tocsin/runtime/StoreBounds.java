package org.tocsin.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for all stores on disk of this process, outside of its heap, however many tasks it has: {@link #CACHE_BYTES}, of
 * which {@link #BUFFER_BYTES} are for what is not written yet. By itself each store would take up to 100 MB. The method is that of
 * the Kafka Streams developer guide, “Memory Management”, RocksDB.
 */
public final class StoreBounds implements RocksDBConfigSetter {
    static final long CACHE_BYTES = 96L << 20;
    static final long BUFFER_BYTES = 48L << 20;
    private static final long BUFFER_OF_ONE = 4L << 20;

    static {
        RocksDB.loadLibrary();
    }

    // both live as long as the process, whichever stores come and go
    private static final Cache CACHE = new LRUCache(CACHE_BYTES, -1, false, 0.1);
    private static final WriteBufferManager BUFFERS = new WriteBufferManager(BUFFER_BYTES, CACHE);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(BUFFER_OF_ONE);
    }

    @Override
    public void close(String store, Options options) {
        // nothing is the store's own
    }
}

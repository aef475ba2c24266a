/**
 * What an article is about. A {@link org.tocsin.model.TopicDefinition} is compiled into one weighted query
 * ({@link org.tocsin.enrich.topic.CompiledTopic}); {@link org.tocsin.enrich.topic.TopicTagger} runs all of them over an
 * article at once, keeps those whose words go far enough through it and adds the IPTC Media Topics that come with them
 * ({@link org.tocsin.enrich.topic.MediaTopics}).
 */
@NullMarked
package org.tocsin.enrich.topic;

import org.jspecify.annotations.NullMarked;
